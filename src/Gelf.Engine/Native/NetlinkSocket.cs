using System.Buffers.Binary;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Gelf.Engine.Native;

/// <summary>A short-lived rtnetlink socket: asks the kernel, reads what it answers (man 7 rtnetlink).</summary>
internal sealed partial class NetlinkSocket : IDisposable
{
    private const int SOCK_RAW = 3;
    private const int SOCK_CLOEXEC = 0x80000;
    private readonly SafeFileHandle _socket;
    private uint _sequence;

    internal NetlinkSocket()
    {
        var descriptor = Socket(Rtnetlink.AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, Rtnetlink.NETLINK_ROUTE);
        if (descriptor < 0)
            throw new SocketException(Marshal.GetLastPInvokeError());
        _socket = new SafeFileHandle(descriptor, ownsHandle: true);
    }

    /// <summary>Asks for a change. Returns 0 or the errno that the kernel gave.</summary>
    internal int Change(NetlinkRequest request)
    {
        var result = 0;
        Exchange(request, (type, body) =>
        {
            if (type == Rtnetlink.NLMSG_ERROR)
                result = -BinaryPrimitives.ReadInt32LittleEndian(body);
        });
        return result;
    }

    /// <summary>Asks for a list, and calls back with the family header and attributes of each item.</summary>
    internal void Dump(NetlinkRequest request, ushort itemType, NetlinkItem onItem) =>
        Exchange(request, (type, body) =>
        {
            if (type == itemType)
                onItem(body);
        });

    internal delegate void NetlinkItem(ReadOnlySpan<byte> body);
    private delegate void NetlinkMessage(ushort type, ReadOnlySpan<byte> body);

    private void Exchange(NetlinkRequest request, NetlinkMessage onMessage)
    {
        var message = request.Finish(++_sequence);
        if (Libc.Write(_socket, in MemoryMarshal.GetReference(message), message.Length) < 0)
            throw new SocketException(Marshal.GetLastPInvokeError());
        var buffer = new byte[64 * 1024];
        for (var done = false; !done;)
        {
            var length = (int)Libc.Read(_socket, ref buffer[0], buffer.Length);
            if (length < 0)
            {
                if (Marshal.GetLastPInvokeError() == Errno.EINTR)
                    continue;
                throw new SocketException(Marshal.GetLastPInvokeError());
            }
            for (var rest = buffer.AsSpan(0, length); rest.Length >= NetlinkRequest.HeaderSize && !done;)
            {
                var size = BinaryPrimitives.ReadInt32LittleEndian(rest);
                if (size < NetlinkRequest.HeaderSize || size > rest.Length)
                    throw new InvalidDataException($"The kernel sent a netlink message of {size} bytes in {rest.Length}.");
                var type = BinaryPrimitives.ReadUInt16LittleEndian(rest[4..]);
                if (BinaryPrimitives.ReadUInt32LittleEndian(rest[8..]) == _sequence)
                {
                    onMessage(type, rest[NetlinkRequest.HeaderSize..size]);
                    done = type is Rtnetlink.NLMSG_DONE or Rtnetlink.NLMSG_ERROR;
                }
                rest = rest[Math.Min(size + 3 & ~3, rest.Length)..];
            }
        }
    }

    /// <summary>Finds an attribute in a run of them. Empty: it is not there.</summary>
    internal static ReadOnlySpan<byte> Attribute(ReadOnlySpan<byte> attributes, ushort type)
    {
        while (attributes.Length >= 4)
        {
            int length = BinaryPrimitives.ReadUInt16LittleEndian(attributes);
            if (length < 4 || length > attributes.Length)
                break;
            if ((BinaryPrimitives.ReadUInt16LittleEndian(attributes[2..]) & Rtnetlink.AttributeTypeMask) == type)
                return attributes[4..length];
            attributes = attributes[Math.Min(length + 3 & ~3, attributes.Length)..];
        }
        return default;
    }

    public void Dispose() => _socket.Dispose();

    [LibraryImport("libc", EntryPoint = "socket", SetLastError = true)]
    private static partial int Socket(int domain, int type, int protocol);
}
