"""Pages for people: each shows the API's own answers, with the API's own filters in its address."""
