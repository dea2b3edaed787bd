using System.Security;

namespace Gelf.Shell;

/// <summary>Reads a secret from the terminal: a star for each character, never the character.</summary>
internal static class SecretInput
{
    public static SecureString ReadFromTerminal()
    {
        var secret = new SecureString();
        while (true)
        {
            ConsoleKeyInfo key = Console.ReadKey(intercept: true);
            if (key.Key == ConsoleKey.Enter)
                break;
            if (key.Key == ConsoleKey.Backspace)
            {
                if (secret.Length > 0)
                {
                    secret.RemoveAt(secret.Length - 1);
                    Console.Out.Write("\b \b");
                }
            }
            else if (!char.IsControl(key.KeyChar))
            {
                secret.AppendChar(key.KeyChar);
                Console.Out.Write('*');
            }
        }

        Console.Out.WriteLine();
        secret.MakeReadOnly();
        return secret;
    }
}
