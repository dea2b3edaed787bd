using System.Net;
using System.Net.WebSockets;
using Gelf.Engine.Links;
using Gelf.Engine.Reporting;

namespace Gelf.Engine.Hosting;

// The links that others open.
public sealed partial class Relay
{
    private async Task RunLinkAsync(WebSocket socket, SocketStream? stream, EndPoint remote)
    {
        WebSocketLink? link = null;
        try
        {
            link = new WebSocketLink(socket, stream, remote, _pool, _node.Receiver);
            var isTaken = TryAttach(link);
            var end = await link.RunAsync(_stopping.Token).ConfigureAwait(false);
            _report.Debug(nameof(Links), $"{remote}: {end}");
            if (end is LinkEnd.Failed failed)
                _report.Fault(new RelayNotice.IncomingLinkFailed(remote, failed.Error), nameof(Links), failed.Error);
            else if (isTaken)
                _report.Tell(end is LinkEnd.Broke broke ? new RelayNotice.IncomingLinkBroke(remote, broke.Reason) : new RelayNotice.IncomingLinkClosed(remote));
        }
        catch (Exception e)
        {
            _report.Fault(new RelayNotice.IncomingLinkFailed(remote, e), nameof(Links), e);
        }
        finally
        {
            if (link is not null)
                _node.Receiver.Detach(link);
        }
    }

    /// <summary>Takes a link in, or closes it: there are as many as there may be.</summary>
    private bool TryAttach(WebSocketLink link)
    {
        if (_node.Receiver.TryAttach(link))
        {
            Volatile.Write(ref _toldFull, false);
            _report.Tell(new RelayNotice.IncomingLinkOpened(link.RemoteEndPoint));
            return true;
        }
        link.Close(LinkCloseReason.Full);
        // Whoever is refused comes again and again.
        if (!Interlocked.Exchange(ref _toldFull, true))
            _report.Tell(new RelayNotice.IncomingLinkRefused(link.RemoteEndPoint));
        return false;
    }
}
