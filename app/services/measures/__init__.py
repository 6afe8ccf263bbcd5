"""Measures: proposed by the questions, decided by the officers, with the orders, numbers and tasks they bring."""
