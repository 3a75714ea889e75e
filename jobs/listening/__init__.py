"""What a listener is made of: its workers, what each is at, and who looks after them."""
