using System.Management.Automation.Host;
using System.Security;

namespace Gelf.Shell;

/// <summary>Reads a secret from the terminal: a star for each character, never the character.</summary>
internal static class SecretInput
{
    public static SecureString ReadFromTerminal(CancellationToken stop)
    {
        var secret = new SecureString();
        if (!TerminalKeys.ReadLine(secret.AppendChar, RemoveLast, _ => '*', stop))
            throw new HostException("A secret was asked for, but the input is at its end.");
        secret.MakeReadOnly();
        return secret;

        bool RemoveLast()
        {
            if (secret.Length == 0)
                return false;
            secret.RemoveAt(secret.Length - 1);
            return true;
        }
    }
}
