"""What an employer asks: is this certificate genuine and in force?"""
