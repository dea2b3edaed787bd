using System.Text;
using Gelf.Engine.Protocol;
using Gelf.Engine.Reporting;
using QRCoder;

namespace Gelf.Engine.Web;

/// <summary>
/// A join link as a QR code for a terminal. A character shows two modules, as half blocks. The text sets its colours itself, so
/// that the code is dark on light in every terminal. It draws the light modules and leaves out the dark ones, so that a dark
/// terminal shows a readable code even without the colours.
/// </summary>
public static class JoinLinkDrawing
{
    /// <summary>White and black of the colour cube: schemes of terminals change the first 16 colours, and not these.</summary>
    private const string Colours = "\e[38;5;231;48;5;16m";

    private const string NoColours = "\e[0m";

    /// <summary>Bytes in the largest code, with the least redundancy.</summary>
    private const int MostCharacters = 2953;

    /// <summary>Draws it, with the quiet zone of four modules that scanners ask for; without a newline at the end.</summary>
    /// <exception cref="GelfException">It is longer than a QR code can hold.</exception>
    public static string Draw(JoinLink link)
    {
        var text = link.ToString();
        if (text.Length > MostCharacters)
            throw GelfErrors.JoinLinkTooLong(text.Length, MostCharacters);

        // A screen has no creases and stains that need redundancy, and fewer modules can be larger.
        using var code = QRCodeGenerator.GenerateQrCode(text, QRCodeGenerator.ECCLevel.L);
        var modules = code.ModuleMatrix;
        var lines = new List<string>();
        for (var row = 0; row < modules.Count; row += 2)
        {
            var line = new StringBuilder(Colours);
            for (var column = 0; column < modules.Count; column++)
                line.Append(HalfBlock(IsLight(row, column), IsLight(row + 1, column)));
            lines.Add(line.Append(NoColours).ToString());
        }
        return string.Join('\n', lines);

        // The number of rows is odd; the quiet zone goes on below the last one.
        bool IsLight(int row, int column) => row >= modules.Count || !modules[row][column];
    }

    private static char HalfBlock(bool upperIsLight, bool lowerIsLight) => (upperIsLight, lowerIsLight) switch
    {
        (true, true) => '█',
        (true, false) => '▀',
        (false, true) => '▄',
        (false, false) => ' ',
    };
}
