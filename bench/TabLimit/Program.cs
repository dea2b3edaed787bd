using System.Globalization;
using System.Net;
using TabLimit;

// TabLimit SOURCE SINK SINK-NAMESPACE WARM-UP SECONDS
// Serves the page at http://SOURCE/#ws://SINK/ and prints the bits per second that come through the tab that opens it.
// One process is source and sink, so that it knows how much is on its way; the sink listens in another network namespace.
if (args.Length != 5)
{
    Console.Error.WriteLine("TabLimit: it needs SOURCE, SINK (each as address:port), SINK-NAMESPACE, WARM-UP and SECONDS.");
    return 64;
}
var warmUp = TimeSpan.FromSeconds(double.Parse(args[3], CultureInfo.InvariantCulture));
var duration = TimeSpan.FromSeconds(double.Parse(args[4], CultureInfo.InvariantCulture));

using var sourceListener = NamespaceSocket.Listen(IPEndPoint.Parse(args[0]), null);
using var sinkListener = NamespaceSocket.Listen(IPEndPoint.Parse(args[1]), args[2]);
Console.Error.WriteLine("listening");

var flow = new Flow();
using var source = new SmallServer(sourceListener, flow.SendAsync);
using var sink = new SmallServer(sinkListener, flow.ReceiveAsync);
await flow.FirstMessage.WaitAsync(TimeSpan.FromSeconds(60));
await Task.Delay(warmUp);
var rate = await flow.MeasureAsync(duration);
Console.WriteLine(rate.ToString("F0", CultureInfo.InvariantCulture));
return 0;
