"""What must hold among facts: arithmetic on the values that printed numbers stand for."""
