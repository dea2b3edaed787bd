using System.Runtime.InteropServices;
using Gelf.Engine.Ethernet;
using Gelf.Engine.Native;
using Gelf.Engine.Protocol;
using Gelf.Engine.Reporting;
using Microsoft.Win32.SafeHandles;

namespace Gelf.Engine.Devices;

/// <summary>
/// A TAP interface of the kernel (Documentation/networking/tuntap.rst), opened with virtio-net headers and segmentation
/// offload, so that one read is a super-frame of up to 64 KiB. The interface lives as long as this object, unless it persists.
/// </summary>
public sealed class TapDevice : ITap, IDisposable
{
    private const int Offloads = Tun.TUN_F_CSUM | Tun.TUN_F_TSO4 | Tun.TUN_F_TSO6 | Tun.TUN_F_TSO_ECN;
    private const int LongestRead = VirtioNetHeader.Size + FrameRecords.MaxFrame;

    private readonly SafeFileHandle _tap;
    private readonly SafeFileHandle _stop;
    private volatile bool _disposed;

    private TapDevice(SafeFileHandle tap, SafeFileHandle stop, TapInfo info)
    {
        _tap = tap;
        _stop = stop;
        Name = info.Name;
        Index = info.Index;
        MacAddress = info.MacAddress;
        Mtu = info.Mtu;
        Persist = info.Persist;
    }

    /// <inheritdoc/>
    public string Name { get; private set; }

    /// <inheritdoc/>
    public int Index { get; }

    /// <inheritdoc/>
    public MacAddress MacAddress { get; private set; }

    /// <inheritdoc/>
    public int Mtu { get; private set; }

    /// <summary>Whether the interface stays when this object is disposed of.</summary>
    public bool Persist { get; }

    /// <summary>Makes a new tap and brings it up, without a carrier.</summary>
    /// <exception cref="GelfException">A value cannot be right, the name is taken, or the caller may not; nothing is left behind.</exception>
    public static TapDevice Create(TapOptions options)
    {
        var owner = TapValidation.Check(options);
        var what = options.Name is null ? "create a tap" : $"create tap '{options.Name}'";
        var tap = TapHandle.Open(what, w => GelfErrors.TapOpenDenied(w, deviceClosed: true));
        try
        {
            var name = TapHandle.Claim(tap, options.Name ?? "tap%d", exclusive: true, errno => errno switch
            {
                Errno.EBUSY or Errno.EEXIST or Errno.EINVAL when options.Name is not null => GelfErrors.TapNameTaken(options.Name),
                _ => null,
            }, what);
            TapHandle.Prepare(tap, Offloads, what);
            if (owner is not null)
                TapHandle.Set(tap, Tun.TUNSETOWNER, (int)owner.Value, what);
            BringUp(name, options, what);
            if (options.Persist)
                TapHandle.Set(tap, Tun.TUNSETPERSIST, 1, what);
            return new TapDevice(tap, TapHandle.NewEvent(), TapTable.Find(name) ?? throw GelfErrors.TapGone(name));
        }
        catch
        {
            tap.Dispose();
            throw;
        }
    }

    /// <summary>Opens a persistent tap that exists already.</summary>
    /// <exception cref="GelfException">There is none of that name, another program has it, or the caller may not.</exception>
    public static TapDevice Attach(string name)
    {
        var info = TapTable.Find(name) ?? throw GelfErrors.TapNotFound(name);
        var what = $"open tap '{name}'";
        var tap = TapHandle.Open(what, GelfErrors.TapDeviceDenied);
        try
        {
            TapHandle.Claim(tap, name, exclusive: false, errno => errno is Errno.EBUSY or Errno.EINVAL ? GelfErrors.TapBusy(name) : null, what);
            TapHandle.Prepare(tap, Offloads, what);
            return new TapDevice(tap, TapHandle.NewEvent(), info);
        }
        catch
        {
            tap.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public TapInfo? Look()
    {
        if (TapHandle.NameOf(_tap) is not { } name)
            return null;
        // The name alone does not tell: ours may be in another namespace, and another one of that name here.
        var here = TapTable.Find(name) is { } found && found.Index == Index ? found : null;
        Name = name;
        MacAddress = here?.MacAddress ?? MacAddress;
        Mtu = here?.Mtu ?? Mtu;
        return here ?? new TapInfo(name, 0, MacAddress, Mtu, "Moved", false, Persist);
    }

    /// <inheritdoc/>
    public bool WaitToRead()
    {
        Span<Libc.PollDescriptor> descriptors = stackalloc Libc.PollDescriptor[2];
        using var held = new Held(this);
        while (true)
        {
            held.WatchFor(descriptors);
            if (Libc.Poll(descriptors, 2, -1) < 0)
            {
                var errno = Marshal.GetLastPInvokeError();
                if (errno == Errno.EINTR)
                    continue;
                throw GelfErrors.TapFailed($"wait for tap '{Name}'", errno);
            }
            if ((descriptors[1].Returned & Libc.POLLIN) != 0)
            {
                if (!_disposed)
                    TapHandle.Drain(_stop);
                return false;
            }
            if ((descriptors[0].Returned & Libc.POLLIN) != 0)
                return true;
            if ((descriptors[0].Returned & (Libc.POLLERR | Libc.POLLHUP | Libc.POLLNVAL)) != 0)
                throw GelfErrors.TapGone(Name);
        }
    }

    /// <inheritdoc/>
    public bool WaitToRead(TimeSpan atMost)
    {
        Span<Libc.PollDescriptor> descriptors = stackalloc Libc.PollDescriptor[2];
        using var held = new Held(this);
        held.WatchFor(descriptors);
        var (seconds, rest) = Math.DivRem(Math.Max(atMost.Ticks, 0), TimeSpan.TicksPerSecond);
        var timeout = new Libc.Timespec { Seconds = (nint)seconds, Nanoseconds = (nint)(rest * TimeSpan.NanosecondsPerTick) };
        // A signal ends it early, and so does a tap that is gone; the read or the wait that follows finds out.
        return Libc.PPoll(descriptors, 2, timeout, 0) > 0 && (descriptors[0].Returned & Libc.POLLIN) != 0 && descriptors[1].Returned == 0;
    }

    /// <summary>Holds the two descriptors during a wait, so that their numbers cannot become other files' if another thread disposes of the tap.</summary>
    private readonly ref struct Held : IDisposable
    {
        private readonly TapDevice _device;
        private readonly bool _tap;
        private readonly bool _stop;

        internal Held(TapDevice device)
        {
            _device = device;
            device._tap.DangerousAddRef(ref _tap);
            try
            {
                device._stop.DangerousAddRef(ref _stop);
            }
            catch
            {
                Dispose();
                throw;
            }
        }

        internal void WatchFor(Span<Libc.PollDescriptor> descriptors)
        {
            descriptors[0] = new() { Descriptor = (int)_device._tap.DangerousGetHandle(), Events = Libc.POLLIN };
            descriptors[1] = new() { Descriptor = (int)_device._stop.DangerousGetHandle(), Events = Libc.POLLIN };
        }

        public void Dispose()
        {
            if (_tap)
                _device._tap.DangerousRelease();
            if (_stop)
                _device._stop.DangerousRelease();
        }
    }

    /// <inheritdoc/>
    public int Read(Span<byte> buffer)
    {
        // A shorter buffer would cut off the end of a long frame without an error.
        ArgumentOutOfRangeException.ThrowIfLessThan(buffer.Length, LongestRead);
        while (true)
        {
            var length = (int)Libc.Read(_tap, ref MemoryMarshal.GetReference(buffer), buffer.Length);
            if (length >= 0)
                return length;
            var errno = Marshal.GetLastPInvokeError();
            switch (errno)
            {
                case Errno.EINTR:
                    continue;
                case Errno.EAGAIN:
                    return 0;
                case Errno.EBADFD:
                    throw GelfErrors.TapGone(Name);
                default:
                    throw GelfErrors.TapFailed($"read from tap '{Name}'", errno);
            }
        }
    }

    /// <inheritdoc/>
    public bool Write(ReadOnlySpan<byte> headerAndFrame)
    {
        while (true)
        {
            if (Libc.Write(_tap, in MemoryMarshal.GetReference(headerAndFrame), headerAndFrame.Length) >= 0)
                return true;
            // Down (EIO), gone (EBADFD), full (EAGAIN) or refused by the kernel's own checks (EINVAL): the caller counts it.
            if (Marshal.GetLastPInvokeError() != Errno.EINTR)
                return false;
        }
    }

    /// <inheritdoc/>
    public void StopReading() => TapHandle.Signal(_stop);

    /// <inheritdoc/>
    public void SetCarrier(bool plugged)
    {
        var value = plugged ? 1 : 0;
        if (Libc.Ioctl(_tap, Tun.TUNSETCARRIER, ref value) == 0)
            return;
        var errno = Marshal.GetLastPInvokeError();
        throw errno == Errno.EBADFD ? GelfErrors.TapGone(Name) : GelfErrors.TapFailed($"set the carrier of tap '{Name}'", errno);
    }

    /// <summary>Closes the tap, and wakes the thread that waits for it. The interface goes when that thread is done, unless it persists.</summary>
    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        try
        {
            TapHandle.Signal(_stop);
        }
        finally
        {
            _tap.Dispose();
            _stop.Dispose();
        }
    }

    private static void BringUp(string name, TapOptions options, string what)
    {
        var index = InterfaceTable.IndexOf(name);
        var request = new NetlinkRequest(Rtnetlink.RTM_NEWLINK, Rtnetlink.NLM_F_ACK, NetlinkRequest.LinkHeader(index, Rtnetlink.IFF_UP, Rtnetlink.IFF_UP))
            .With(Rtnetlink.IFLA_MTU, options.Mtu);
        if (options.MacAddress is { } mac)
        {
            Span<byte> bytes = stackalloc byte[MacAddress.Length];
            mac.Write(bytes);
            request.With(Rtnetlink.IFLA_ADDRESS, bytes);
        }
        using var netlink = new NetlinkSocket();
        var errno = netlink.Change(request);
        if (errno != 0)
            throw Errno.IsDenied(errno) ? GelfErrors.TapOpenDenied(what) : GelfErrors.TapFailed(what, errno);
    }
}
