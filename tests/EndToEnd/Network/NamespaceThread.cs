using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;

namespace Gelf.Tests.EndToEnd.Network;

/// <summary>
/// Runs code of the test on a thread that is in another network namespace (man 2 setns). Sockets made there stay there,
/// whichever thread uses them later.
/// </summary>
internal static partial class NamespaceThread
{
    private const int CLONE_NEWNET = 0x40000000;

    internal static T Run<T>(NetworkNamespace host, Func<T> action)
    {
        T result = default!;
        ExceptionDispatchInfo? error = null;
        var thread = new Thread(() =>
        {
            try
            {
                using var file = File.OpenHandle($"/run/netns/{host.Name}");
                if (SetNamespace((int)file.DangerousGetHandle(), CLONE_NEWNET) != 0)
                    throw new InvalidOperationException($"setns: {Marshal.GetLastPInvokeErrorMessage()}");
                result = action();
            }
            catch (Exception e)
            {
                error = ExceptionDispatchInfo.Capture(e);
            }
        });
        thread.Start();
        thread.Join();
        error?.Throw();
        return result;
    }

    [LibraryImport("libc", EntryPoint = "setns", SetLastError = true)]
    private static partial int SetNamespace(int descriptor, int type);
}
