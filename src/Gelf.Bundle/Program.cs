using System.Runtime.InteropServices;
using Microsoft.PowerShell;

// .NET takes its cryptography from the host's OpenSSL, which gets the host's updates. Only a host that has none uses what is
// carried here: once it is loaded, .NET finds it by its name. LD_LIBRARY_PATH would reach every program that pwsh starts.
if (!NativeLibrary.TryLoad("libssl.so.3", out _) && !NativeLibrary.TryLoad("libssl.so.1.1", out _))
{
    string folder = Path.Combine(AppContext.BaseDirectory, "openssl");
    try
    {
        NativeLibrary.Load(Path.Combine(folder, "libcrypto.so.3"));
        NativeLibrary.Load(Path.Combine(folder, "libssl.so.3"));
    }
    catch (DllNotFoundException e)
    {
        Console.Error.WriteLine($"gelf: this host has no OpenSSL, and that in '{folder}' cannot be loaded: install OpenSSL 3 here. {e.Message}");
        return 1;
    }
}
return UnmanagedPSEntry.Start(args, args.Length);
