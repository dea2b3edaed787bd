using Gelf.PowerShell.Errors;
using Gelf.PowerShell.Jobs;

namespace Gelf.PowerShell.Objects;

/// <summary>
/// A relay or a wire, or the name of one or of several with wildcards: what <c>-Relay</c> takes where a wire will do as well.
/// </summary>
public sealed class GelfNodeReference
{
    private readonly GelfJob? _job;
    private readonly GelfForeignRelay? _foreign;

    /// <summary>The relays and wires with this name.</summary>
    public GelfNodeReference(string name) => Name = name;

    /// <summary>This relay or wire.</summary>
    public GelfNodeReference(GelfJob job)
    {
        ArgumentNullException.ThrowIfNull(job);
        _job = job;
        Name = job.Name;
    }

    /// <summary>This relay, which another process runs: an error says how to get there.</summary>
    public GelfNodeReference(GelfForeignRelay relay)
    {
        ArgumentNullException.ThrowIfNull(relay);
        _foreign = relay;
        Name = relay.Name;
    }

    /// <summary>The relay's or wire's name.</summary>
    public string Name { get; }

    /// <summary>The relay's or wire's name.</summary>
    public override string ToString() => Name;

    /// <summary>The relays and wires that run, in the order in which they were started.</summary>
    internal static IEnumerable<GelfJob> Running() => JobStore.All().Where(job => job.IsRunning);

    /// <summary>The relays and wires that are meant.</summary>
    internal IReadOnlyList<GelfJob> Resolve() => _foreign is not null ? throw CommandErrors.RelayElsewhere(Name, _foreign.ProcessId)
        : _job is not null ? [_job]
        : JobStore.Named<GelfJob>(Name) ?? throw NotFound(Name);

    private static CommandException NotFound(string name) =>
        GelfForeignRelay.Named(name) is { } foreign ? CommandErrors.RelayElsewhere(foreign.Name, foreign.ProcessId) : CommandErrors.NodeNotFound(name);
}
