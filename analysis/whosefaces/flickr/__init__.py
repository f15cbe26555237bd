"""What is known of Flickr itself: its addresses and its licences."""
