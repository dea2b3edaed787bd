using Gelf.Engine.Buffers;
using Gelf.Engine.Protocol;
using Gelf.Engine.Reporting;

namespace Gelf.Engine.Links;

/// <summary>The links that a relay or a wire dials, by host and port. Any thread calls.</summary>
internal sealed class OutgoingLinks(ILinkOwner owner, MessagePool pool, TimeProvider time, Reporter report) : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, OutgoingLink> _links = [];
    private bool _disposed;

    /// <summary>Dials a relay and keeps the link up. It has been dialled already: that link is returned.</summary>
    internal OutgoingLink Add(JoinLink target)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            var key = Key(target);
            if (_links.TryGetValue(key, out var link))
                return link;
            link = new OutgoingLink(target, owner, pool, time, report);
            _links.Add(key, link);
            link.Start();
            return link;
        }
    }

    /// <summary>Takes a link down for good.</summary>
    internal async Task RemoveAsync(JoinLink target)
    {
        OutgoingLink? link;
        lock (_gate)
            _links.Remove(Key(target), out link);
        if (link is not null)
            await link.DisposeAsync().ConfigureAwait(false);
    }

    internal IReadOnlyList<OutgoingLinkInfo> Snapshot()
    {
        lock (_gate)
            return [.. _links.Values.Select(l => new OutgoingLinkInfo(l.RemoteEndPoint, l.State, l.Problem))];
    }

    public async ValueTask DisposeAsync()
    {
        OutgoingLink[] links;
        lock (_gate)
        {
            _disposed = true;
            links = [.. _links.Values];
            _links.Clear();
        }
        await Task.WhenAll(links.Select(l => l.DisposeAsync().AsTask())).ConfigureAwait(false);
    }

    // The host alone would not do: two relays may be on one host.
    private static string Key(JoinLink target) => $"{target.Host}:{target.Port}";
}
