using Gelf.PowerShell.Elsewhere;

namespace Gelf.PowerShell.Objects;

/// <summary>A relay that another process of this host runs: a service, or another shell. Its cmdlets work in there.</summary>
public sealed class GelfForeignRelay
{
    private readonly RelayRecord _record;

    internal GelfForeignRelay(RelayRecord record) => _record = record;

    /// <summary>The relay's name.</summary>
    public string Name => _record.Name;

    /// <summary>The number of the process that runs it.</summary>
    public int ProcessId => _record.ProcessId;

    /// <summary>The address that its web server listens on.</summary>
    public string ListenAddress => _record.ListenAddress;

    /// <summary>The TCP port of its web server.</summary>
    public int Port => _record.Port;

    /// <summary>The name that its tap had when it was started.</summary>
    public string Tap => _record.Tap;

    /// <summary>When it was started.</summary>
    public DateTimeOffset StartTime => _record.StartTime;

    /// <summary>What leads into the process, where all cmdlets work on the relay; Exit-PSHostProcess leads back.</summary>
    public string EnterCommand => $"Enter-PSHostProcess -Id {ProcessId}";

    /// <summary>The relay's name.</summary>
    public override string ToString() => Name;

    /// <summary>The relay of another process that has this name, or null.</summary>
    internal static GelfForeignRelay? Named(string name) =>
        All(_ => { }).FirstOrDefault(relay => relay.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>The relay of another process that listens on this port of the caller's network namespace, or null.</summary>
    internal static GelfForeignRelay? At(int port) => All(_ => { }).FirstOrDefault(relay => relay.Port == port && relay._record.Network == RelayRecord.OwnNetwork);

    /// <summary>The relays of other processes.</summary>
    /// <param name="tell">Told of a file that tells of none.</param>
    internal static IEnumerable<GelfForeignRelay> All(Action<string> tell) => RelayRecords.OfOthers(tell).Select(record => new GelfForeignRelay(record));
}
