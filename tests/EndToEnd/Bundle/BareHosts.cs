using Gelf.Tests.EndToEnd.Network;
using Gelf.Tests.EndToEnd.Shell;

namespace Gelf.Tests.EndToEnd.Bundle;

/// <summary>
/// Two bare hosts with a cable between them. The bundle was unpacked by tar of that minimum, in a folder with a space in its name, and
/// "gelf" on the PATH is a link to it.
/// </summary>
public sealed class BareHosts : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly NetworkNamespace _one = new("one");
    private readonly NetworkNamespace _two = new("two");

    public BareHosts()
    {
        try
        {
            string bundle = Archive("x64");
            Root = Path.Combine(_folder.Path, "root");
            Directory.CreateDirectory(Root);
            Commands.Run("tar", "-C", Root, "-xf", Repository.PathOf("out", "debian-minimum.tar"));
            Directory.CreateDirectory(Path.Combine(Root, "opt", "what was carried here"));
            File.CreateSymbolicLink(Path.Combine(Root, "usr/local/bin/gelf"), $"/opt/what was carried here/{Path.GetFileName(bundle)[..^".tar.gz".Length]}/gelf");
            Commands.Run("sh", "-c", "chroot \"$1\" tar -C '/opt/what was carried here' -xz <\"$2\"", "sh", Root, bundle);

            _one.ConnectTo(_two, "10.83.1.1/24", "10.83.1.2/24");
            (One, Two) = (new BareHost(_one, Root), new BareHost(_two, Root));
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    internal BareHost One { get; }

    internal BareHost Two { get; }

    /// <summary>The root of both.</summary>
    internal string Root { get; }

    /// <summary>The file of the bundle for a kind of machine.</summary>
    internal static string Archive(string machine) => Assert.Single(Directory.GetFiles(Repository.PathOf("out"), $"gelf-*-linux-{machine}.tar.gz"));

    public void Dispose()
    {
        _two.Dispose();
        _one.Dispose();
        _folder.Dispose();
    }
}
