package io.dispatcherd.frames;

class InMemoryFrameChannelTest extends FrameChannelContract {
  @Override
  Line open() {
    InMemoryFrameChannel.Pair pair = InMemoryFrameChannel.pair();
    return new Line(pair.service(), pair.worker());
  }
}
