using Gelf.Engine.Protocol;

namespace Gelf.PowerShell.Conversion;

/// <summary>Join links as a parameter takes them. What is none is told without being repeated: it may be a token with a slip before it.</summary>
internal static class JoinLinkText
{
    /// <summary>A text as an error may repeat it: a join link that was given for a name is cut before its token.</summary>
    internal static string WithoutToken(string text)
    {
        var token = text.IndexOf("token=", StringComparison.OrdinalIgnoreCase);
        return token < 0 ? text : text[..token] + "…";
    }

    /// <summary>The relay of the join link, and those of its with= parts.</summary>
    internal static IEnumerable<JoinLink> ParseAll(string text)
    {
        var link = JoinLink.Parse(text);
        return link.With.Prepend(link);
    }
}
