using System.Management.Automation.Runspaces;
using Gelf.Engine.Devices;
using Gelf.PowerShell.Errors;
using Gelf.PowerShell.Objects;

namespace Gelf.PowerShell.Ownership;

/// <summary>
/// Owns every tap that this process holds open, and is the only one to close them: a tap goes with its last descriptor.
/// Static, because modules are imported into many runspaces of one process, and all of them share its interfaces.
/// Persistent taps are not held while no relay uses them, so that their owner's programs can.
/// </summary>
internal static class TapRegistry
{
    private static readonly Lock s_gate = new();
    private static readonly List<Holding> s_holdings = [];

    private sealed class Holding(TapDevice device)
    {
        internal TapDevice Device { get; } = device;
        internal bool InUse { get; set; }
        internal Guid Maker { get; } = Runspace.DefaultRunspace?.InstanceId ?? Guid.Empty;
    }

    /// <summary>Makes a tap that stays until <see cref="Remove"/>, <see cref="RemoveUnused"/> or the end of the process.</summary>
    internal static GelfTap Create(TapOptions options)
    {
        lock (s_gate)
        {
            var device = TapDevice.Create(options);
            if (!options.Persist)
            {
                s_holdings.Add(new Holding(device));
                return new GelfTap(device);
            }
            device.Dispose();
            return new GelfTap(TapTable.Find(device.Name) ?? throw CommandErrors.TapNotFound(device.Name));
        }
    }

    /// <summary>Makes a tap that goes with the lease.</summary>
    internal static TapLease CreateLeased(TapOptions options)
    {
        lock (s_gate)
            return LeaseUntilGivenBack(TapDevice.Create(options));
    }

    /// <summary>Takes a tap into use: one that this process made, wherever it is now, or a persistent one of the host.</summary>
    internal static TapLease Lease(GelfTapReference tap)
    {
        lock (s_gate)
        {
            if (Find(tap.Name, tap.Held) is not { } holding)
                return LeaseUntilGivenBack(TapDevice.Attach(tap.Name));
            if (holding.InUse)
                throw CommandErrors.TapBusy(tap.Name);
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
            var holding = Find(name);
            if (holding is { InUse: true })
                throw CommandErrors.TapBusy(name);
            if (holding is null || holding.Device.Persist)
                TapTable.Remove(name);
            if (holding is not null)
                Drop(holding);
        }
    }

    /// <summary>Lets go of the taps that no relay uses and whose maker is meant.</summary>
    internal static void RemoveUnused(Func<Guid, bool> isMeant, Action<string> tell)
    {
        lock (s_gate)
            foreach (var holding in s_holdings.Where(holding => !holding.InUse && isMeant(holding.Maker)).ToList())
            {
                if (holding.Device.Look() is { } tap)
                    tell(tap.Name);
                Drop(holding);
            }
    }

    private static TapLease LeaseUntilGivenBack(TapDevice device)
    {
        var holding = new Holding(device) { InUse = true };
        s_holdings.Add(holding);
        return new TapLease(device, () =>
        {
            lock (s_gate)
                Drop(holding);
        });
    }

    /// <summary>The holding of this very tap, or of one with this name: rather one that is here than one that was moved away.</summary>
    private static Holding? Find(string name, ITap? device = null)
    {
        var named = new List<(Holding Holding, TapInfo Tap)>();
        foreach (var holding in s_holdings.ToList())
        {
            if (holding.Device.Look() is not { } tap)
            {
                // Somebody removed the tap ('ip link del'). A relay that uses it finds out by itself.
                if (!holding.InUse)
                    Drop(holding);
            }
            else if (holding.Device == device)
                return holding;
            else if (tap.Name == name)
                named.Add((holding, tap));
        }
        return named.Find(one => one.Tap.Index != 0).Holding ?? (TapTable.Find(name) is null ? named.FirstOrDefault().Holding : null);
    }

    private static void Drop(Holding holding)
    {
        holding.Device.Dispose();
        s_holdings.Remove(holding);
    }
}
