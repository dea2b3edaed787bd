using System.Text;
using System.Text.Json.Nodes;
using Gelf.Engine.Protocol;
using Gelf.Engine.Reporting;

namespace Gelf.Tests.Unit.Fuzzing.Targets;

/// <summary>A text that is to be a join link.</summary>
internal static class JoinLinkTarget
{
    internal static void Check(ReadOnlySpan<byte> utf8)
    {
        var text = Encoding.UTF8.GetString(utf8);
        if (!JoinLink.TryParse(text, out var link))
        {
            Assert.Equal("JoinLinkInvalid", Assert.Throws<GelfException>(() => JoinLink.Parse(text)).ErrorId);
            return;
        }
        CheckDialled(link);
        foreach (var other in link.With)
            CheckDialled(other);
        Assert.True(JoinLink.TryParse(link.ToString(), out var again), $"'{link}' is written, and not read.");
        Assert.Equal(link.ToString(), again.ToString());
        Assert.Equal(link.With, again.With);
    }

    /// <summary>The join link as it is written.</summary>
    internal static JsonNode? Judge(ReadOnlySpan<byte> utf8) => JoinLink.TryParse(Encoding.UTF8.GetString(utf8), out var link) ? link.ToString() : null;

    private static void CheckDialled(JoinLink link)
    {
        Assert.InRange(link.Port, 1, 65_535);
        Assert.True(LinkToken.IsValid(link.Token));
        var uri = link.LinkUri;
        Assert.Equal((link.Port, "/link", "", ""), (uri.Port, uri.AbsolutePath, uri.UserInfo, uri.Query));
    }
}
