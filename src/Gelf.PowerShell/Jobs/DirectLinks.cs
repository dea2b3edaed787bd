using System.Collections.Concurrent;
using Gelf.Engine.Hosting;
using Gelf.Engine.Protocol;
using Gelf.PowerShell.Conversion;
using Gelf.PowerShell.Errors;
using Gelf.PowerShell.Objects;

namespace Gelf.PowerShell.Jobs;

/// <summary>
/// Makes and closes a relay's links. The engine knows those that it dials by host and port; this remembers the join links that
/// they were made with, as taking one down wants it again.
/// </summary>
internal sealed class DirectLinks(GelfRelayJob job, Relay relay)
{
    private static readonly TimeSpan s_glance = TimeSpan.FromMilliseconds(20);

    private readonly ConcurrentDictionary<string, JoinLink> _targets = new();

    /// <summary>Dials another relay, and returns when the link is open.</summary>
    /// <exception cref="Engine.Reporting.GelfException">It cannot be reached, or refuses. Nothing is left behind.</exception>
    internal async Task<GelfLink> ConnectAsync(JoinLink target, CancellationToken cancel)
    {
        var remote = EndPointText.Of(target);
        if (_targets.TryGetValue(remote, out var known) && Find(remote) is { } link)
        {
            if (IsSame(known, target))
                return link;
            if (link.Id is not null)
                throw CommandErrors.LinkExists(job.Name, remote);
            // What is dialled in vain, for instance with the token of before a restart, gives way.
            await DisconnectAsync(remote).ConfigureAwait(false);
        }
        try
        {
            await relay.ConnectAsync(target, cancel).ConfigureAwait(false);
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException && !cancel.IsCancellationRequested)
        {
            throw CommandErrors.LinkTakenDown(job.Name, remote);
        }
        _targets[remote] = target;
        return Find(remote) ?? throw CommandErrors.LinkTakenDown(job.Name, remote);
    }

    /// <summary>Closes a link of the relay, whichever end has dialled it, and returns when it is closed. False: it is not there any more.</summary>
    internal async Task<bool> CloseAsync(GelfLink link, CancellationToken cancel)
    {
        if (link.IsOutgoing)
            return await DisconnectAsync(link.RemoteEndPoint).ConfigureAwait(false);
        if (link.Id is not { } id || !job.IsRunning || !relay.Disconnect(id))
            return false;
        // It takes a moment: both ends say good-bye, and one that does not answer is cut off.
        while (relay.Links.Any(open => open.Id == id))
            await Task.Delay(s_glance, cancel).ConfigureAwait(false);
        return true;
    }

    private async Task<bool> DisconnectAsync(string remote)
    {
        if (!_targets.TryRemove(remote, out var target))
            return false;
        await relay.DisconnectAsync(target).ConfigureAwait(false);
        return true;
    }

    private GelfLink? Find(string remote) => job.AllLinks.FirstOrDefault(link => link.IsOutgoing && link.RemoteEndPoint == remote);

    private static bool IsSame(JoinLink one, JoinLink other) => one.Scheme == other.Scheme && one.Token == other.Token;
}
