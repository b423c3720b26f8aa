"""What CAM asks of the world. Each docstring is the promise that every adapter keeps."""
