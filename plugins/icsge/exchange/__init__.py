"""What is exchanged with the Ministry's system CSG, and how."""
