"""A page subscribes to a feed when it opens. Nobody unsubscribes it when it closes: the feed goes on refreshing it."""
import weakref


class Feed:
    def __init__(self):
        self.subscribers = []

    def publish(self, story):
        for refresh in self.subscribers:
            refresh(story)


class Page:
    def __init__(self, feed):
        self.feed = feed
        self.stories = []
        feed.subscribers.append(self.refresh)

    def refresh(self, story):
        self.stories.append(story)

    def close(self):
        self.stories.clear()  # forgotten: self.feed.subscribers.remove(self.refresh)


feed = Feed()
archive = []
watched = []


def visit():
    page = Page(feed)
    feed.publish('first')
    page.close()
    watched.append(weakref.ref(page))


def build():
    feed.subscribers.append(archive.append)
    visit()


def subject():
    return watched[0]
