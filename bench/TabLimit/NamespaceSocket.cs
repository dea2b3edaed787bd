using System.Net;
using System.Net.Sockets;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;

namespace TabLimit;

/// <summary>Sockets that listen in a network namespace of the caller's choice.</summary>
internal static partial class NamespaceSocket
{
    private const int NetworkNamespace = 0x40000000; // CLONE_NEWNET

    /// <summary>Listens on an address in the namespace of that name; null: in the process's own.</summary>
    internal static Socket Listen(IPEndPoint address, string? name)
    {
        Socket? socket = null;
        ExceptionDispatchInfo? failure = null;
        // A thread's namespace is its own: this one enters the other namespace, and ends there.
        var thread = new Thread(() =>
        {
            try
            {
                if (name is not null)
                    Enter($"/run/netns/{name}");
                socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                socket.Bind(address);
                socket.Listen();
            }
            catch (Exception e) when (e is IOException or SocketException)
            {
                failure = ExceptionDispatchInfo.Capture(e);
            }
        });
        thread.Start();
        thread.Join();
        failure?.Throw();
        return socket!;
    }

    private static void Enter(string path)
    {
        using var file = File.OpenHandle(path);
        if (SetNamespace(file, NetworkNamespace) != 0)
            throw new IOException($"Cannot enter the network namespace {path}: {Marshal.GetLastPInvokeErrorMessage()}.");
    }

    [LibraryImport("libc", EntryPoint = "setns", SetLastError = true)]
    private static partial int SetNamespace(SafeHandle file, int kind);
}
