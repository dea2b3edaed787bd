using Gelf.Engine.Devices;
using Gelf.PowerShell.Errors;

namespace Gelf.PowerShell.Ownership;

/// <summary>
/// Owns every tap that this process holds open, and is the only one to close them: a tap goes with its last descriptor.
/// Static, because modules are imported into many runspaces of one process, and all of them share its interfaces.
/// Persistent taps are not held while no relay uses them, so that their owner's programs can.
/// </summary>
internal static class TapRegistry
{
    private static readonly Lock s_gate = new();
    private static readonly Dictionary<string, Holding> s_holdings = [];

    private sealed class Holding(TapDevice device)
    {
        internal TapDevice Device { get; } = device;
        internal bool InUse { get; set; }
    }

    /// <summary>Makes a tap that stays until <see cref="Remove"/>, <see cref="RemoveAll"/> or the end of the process.</summary>
    internal static ITap Create(TapOptions options)
    {
        lock (s_gate)
        {
            var device = TapDevice.Create(options);
            if (options.Persist)
                device.Dispose();
            else
                s_holdings[device.Name] = new Holding(device);
            return device;
        }
    }

    /// <summary>Makes a tap that goes with the lease.</summary>
    internal static TapLease CreateLeased(TapOptions options)
    {
        lock (s_gate)
            return LeaseUntilGivenBack(TapDevice.Create(options));
    }

    /// <summary>Takes a tap into use: one that this process made, or a persistent one of the host.</summary>
    internal static TapLease Lease(string name)
    {
        lock (s_gate)
        {
            if (Held(name) is not { } holding)
                return LeaseUntilGivenBack(TapDevice.Attach(name));
            if (holding.InUse)
                throw CommandErrors.TapBusy(name);
            holding.InUse = true;
            return new TapLease(holding.Device, () =>
            {
                lock (s_gate)
                    holding.InUse = false;
            });
        }
    }

    /// <summary>Takes a tap away from the host, whoever made it, unless a relay of this process uses it.</summary>
    internal static void Remove(string name)
    {
        lock (s_gate)
        {
            var holding = Held(name);
            if (holding is { InUse: true })
                throw CommandErrors.TapBusy(name);
            if (holding is null || holding.Device.Persist)
                TapTable.Remove(name);
            if (holding is not null)
                Drop(holding);
        }
    }

    /// <summary>Lets go of every tap that this process holds, once their relays have stopped.</summary>
    internal static void RemoveAll()
    {
        lock (s_gate)
            foreach (var holding in s_holdings.Values.ToList())
                Drop(holding);
    }

    private static TapLease LeaseUntilGivenBack(TapDevice device)
    {
        var holding = new Holding(device) { InUse = true };
        s_holdings[device.Name] = holding;
        return new TapLease(device, () =>
        {
            lock (s_gate)
                Drop(holding);
        });
    }

    // The interface may have been removed behind our back ('ip link del'), and its name taken by another one.
    private static Holding? Held(string name)
    {
        if (!s_holdings.TryGetValue(name, out var holding) || holding.InUse || TapTable.Find(name)?.Index == holding.Device.Index)
            return holding;
        Drop(holding);
        return null;
    }

    private static void Drop(Holding holding)
    {
        holding.Device.Dispose();
        if (s_holdings.TryGetValue(holding.Device.Name, out var current) && current == holding)
            s_holdings.Remove(holding.Device.Name);
    }
}
