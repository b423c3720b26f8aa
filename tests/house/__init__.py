"""The rules of the house: what the repository says of itself is true."""
