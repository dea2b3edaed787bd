using Gelf.PowerShell.Errors;
using Gelf.PowerShell.Jobs;

namespace Gelf.PowerShell.Objects;

/// <summary>
/// A relay, or the name of one or of several with wildcards: what <c>-Relay</c> takes. PowerShell converts both by itself, and
/// a name that is wrong is told by the cmdlet and not by the parameter binder, so that the error has its own stable id.
/// </summary>
public sealed class GelfRelayReference
{
    private readonly GelfRelayJob? _job;
    private readonly GelfForeignRelay? _foreign;

    /// <summary>The relays with this name.</summary>
    public GelfRelayReference(string name) => Name = name;

    /// <summary>This relay.</summary>
    public GelfRelayReference(GelfRelayJob job)
    {
        ArgumentNullException.ThrowIfNull(job);
        _job = job;
        Name = job.Name;
    }

    /// <summary>This relay, which another process runs: an error says how to get there.</summary>
    public GelfRelayReference(GelfForeignRelay relay)
    {
        ArgumentNullException.ThrowIfNull(relay);
        _foreign = relay;
        Name = relay.Name;
    }

    /// <summary>The relay's name.</summary>
    public string Name { get; }

    /// <summary>The relay's name.</summary>
    public override string ToString() => Name;

    /// <summary>All relays of this session, stopped ones included.</summary>
    internal static IEnumerable<GelfRelayJob> All() => JobStore.All().OfType<GelfRelayJob>();

    /// <summary>The relays that run, in the order in which they were started.</summary>
    internal static IEnumerable<GelfRelayJob> Running() => All().Where(relay => relay.IsRunning);

    /// <summary>The relays that are meant.</summary>
    internal IReadOnlyList<GelfRelayJob> Resolve() => _foreign is not null ? throw CommandErrors.RelayElsewhere(Name, _foreign.ProcessId)
        : _job is not null ? [_job]
        : JobStore.Named<GelfRelayJob>(Name) ?? throw NotFound(Name);

    /// <summary>The error for a name that no relay of this process has.</summary>
    internal static CommandException NotFound(string name) =>
        JobStore.Named<GelfWireJob>(name) is not null ? CommandErrors.RelayIsWire(name)
        : GelfForeignRelay.Named(name) is { } foreign ? CommandErrors.RelayElsewhere(foreign.Name, foreign.ProcessId)
        : CommandErrors.RelayNotFound(name);
}
