using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Gelf.Engine.Ethernet;
using Gelf.Engine.Native;
using Gelf.Engine.Reporting;
using Microsoft.Win32.SafeHandles;

namespace Gelf.Engine.Devices;

/// <summary>The calls on /dev/net/tun and eventfd that make a tap.</summary>
internal static class TapHandle
{
    /// <param name="what">What the tap is opened for.</param>
    /// <param name="denied">The error when the device file is closed to the caller.</param>
    internal static SafeFileHandle Open(string what, Func<string, GelfException> denied)
    {
        var descriptor = Libc.Open(Tun.Path, Libc.O_RDWR | Libc.O_NONBLOCK | Libc.O_CLOEXEC);
        if (descriptor >= 0)
            return new SafeFileHandle(descriptor, ownsHandle: true);
        var errno = Marshal.GetLastPInvokeError();
        if (errno is Errno.ENOENT or Errno.ENODEV or Errno.ENXIO)
            throw GelfErrors.TapDeviceMissing();
        throw Errno.IsDenied(errno) ? denied(what) : GelfErrors.TapFailed(what, errno);
    }

    /// <summary>Ties the handle to the interface of this name; returns the name, which the kernel may have completed.</summary>
    internal static string Claim(SafeFileHandle tap, string name, bool exclusive, Func<int, GelfException?> explain, string what)
    {
        Span<byte> request = stackalloc byte[Tun.IfreqSize];
        request.Clear();
        Encoding.ASCII.GetBytes(name, request[..(Tun.NameSize - 1)]);
        var flags = (ushort)(Tun.IFF_TAP | Tun.IFF_NO_PI | Tun.IFF_VNET_HDR | (exclusive ? Tun.IFF_TUN_EXCL : 0));
        BinaryPrimitives.WriteUInt16LittleEndian(request[Tun.IfreqFlagsAt..], flags);
        if (Libc.Ioctl(tap, Tun.TUNSETIFF, ref request[0]) == 0)
            return Encoding.ASCII.GetString(request[..Tun.NameSize].TrimEnd((byte)0));
        var errno = Marshal.GetLastPInvokeError();
        throw Errno.IsDenied(errno) ? GelfErrors.TapOpenDenied(what) : explain(errno) ?? GelfErrors.TapFailed(what, errno);
    }

    /// <summary>The name of the interface that the handle is tied to, wherever that is; null: it is gone.</summary>
    internal static string? NameOf(SafeFileHandle tap)
    {
        if (tap.IsClosed)
            return null;
        Span<byte> request = stackalloc byte[Tun.IfreqSize];
        request.Clear();
        if (Libc.Ioctl(tap, Tun.TUNGETIFF, ref request[0]) == 0)
            return Encoding.ASCII.GetString(request[..Tun.NameSize].TrimEnd((byte)0));
        if (Marshal.GetLastPInvokeError() != Errno.EBADFD)
            ThrowFailed("ask for the name of a tap");
        return null;
    }

    /// <summary>Header layout, offloads, and no carrier until a peer is there.</summary>
    internal static void Prepare(SafeFileHandle tap, int offloads, string what)
    {
        SetByReference(tap, Tun.TUNSETVNETHDRSZ, VirtioNetHeader.Size, what);
        SetByReference(tap, Tun.TUNSETVNETLE, 1, what);
        Set(tap, Tun.TUNSETOFFLOAD, offloads, what);
        SetByReference(tap, Tun.TUNSETCARRIER, 0, what);
    }

    internal static void Set(SafeFileHandle tap, nuint request, int value, string what)
    {
        if (Libc.Ioctl(tap, request, value) != 0)
            ThrowFailed(what);
    }

    internal static SafeFileHandle NewEvent()
    {
        var descriptor = Libc.EventFd(0, Libc.EFD_CLOEXEC | Libc.EFD_NONBLOCK);
        if (descriptor < 0)
            ThrowFailed("make an eventfd");
        return new SafeFileHandle(descriptor, ownsHandle: true);
    }

    internal static void Signal(SafeFileHandle eventHandle)
    {
        ulong one = 1;
        // EAGAIN: the counter is full, so it is signalled already.
        if (Libc.Write(eventHandle, in MemoryMarshal.GetReference(MemoryMarshal.AsBytes(new ReadOnlySpan<ulong>(in one))), sizeof(ulong)) < 0
            && Marshal.GetLastPInvokeError() != Errno.EAGAIN)
            ThrowFailed("signal an eventfd");
    }

    internal static void Drain(SafeFileHandle eventHandle)
    {
        ulong count = 0;
        if (Libc.Read(eventHandle, ref MemoryMarshal.GetReference(MemoryMarshal.AsBytes(new Span<ulong>(ref count))), sizeof(ulong)) < 0
            && Marshal.GetLastPInvokeError() != Errno.EAGAIN)
            ThrowFailed("read an eventfd");
    }

    private static void SetByReference(SafeFileHandle tap, nuint request, int value, string what)
    {
        if (Libc.Ioctl(tap, request, ref value) != 0)
            ThrowFailed(what);
    }

    private static void ThrowFailed(string what)
    {
        var errno = Marshal.GetLastPInvokeError();
        throw Errno.IsDenied(errno) ? GelfErrors.TapOpenDenied(what) : GelfErrors.TapFailed(what, errno);
    }
}
