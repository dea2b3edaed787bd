using System.Text;
using Gelf.Engine.Reporting;
using Gelf.Engine.Sealing;

namespace Gelf.Tests.Unit.Fuzzing.Targets;

/// <summary>What is in a key file.</summary>
internal static class KeyFileTarget
{
    internal static void Check(ReadOnlySpan<byte> content)
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("segment.key", content.ToArray());
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        SegmentKey key;
        try
        {
            key = KeyFile.Read(path);
        }
        catch (GelfException e)
        {
            Assert.Equal("KeyFileInvalid", e.ErrorId);
            return;
        }
        using (key)
        {
            Assert.Equal(Encoding.Latin1.GetString(content).Trim(), key.ToHex(), ignoreCase: true);
            KeyFile.Write(key, path, overwrite: true);
            using var again = KeyFile.Read(path);
            Assert.Equal(key.ToHex(), again.ToHex());
        }
    }
}
