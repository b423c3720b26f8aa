"""What CAM knows about acquiring clients; nothing here touches the world."""
