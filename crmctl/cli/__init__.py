"""The words a user types and reads."""
