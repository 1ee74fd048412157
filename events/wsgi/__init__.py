"""What stands before Django: who asks, what is read, how many costly requests run at once."""
