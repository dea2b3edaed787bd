// What any wire must do at least: take a message from one socket and give it to the other.
onmessage = ({ data }) => {
  const sink = new WebSocket(data.sink);
  sink.onopen = () => {
    const source = new WebSocket(data.source);
    source.binaryType = 'arraybuffer';
    source.onmessage = (event) => sink.send(event.data);
  };
};
