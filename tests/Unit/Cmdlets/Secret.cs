using System.Security;

namespace Gelf.Tests.Unit.Cmdlets;

internal static class Secret
{
    /// <summary>The text as Read-Host -AsSecureString would give it.</summary>
    internal static SecureString Of(string text)
    {
        var secret = new SecureString();
        foreach (var c in text)
            secret.AppendChar(c);
        secret.MakeReadOnly();
        return secret;
    }
}
