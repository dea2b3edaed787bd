using System.Text;
using System.Xml;

namespace Gelf.Help;

/// <summary>
/// build: docs/en-US and a module's assembly to the files that Get-Help reads. update: brings syntax and parameters of the
/// module into the pages of docs/en-US.
/// </summary>
internal static class Program
{
    private static int Main(string[] arguments)
    {
        try
        {
            switch (arguments)
            {
                case ["build", var assembly, var pages, var into]:
                    Build(assembly, pages, into);
                    return 0;
                case ["update", var assembly, var pages]:
                    Update(assembly, pages);
                    return 0;
                default:
                    Console.Error.WriteLine("Gelf.Help build ASSEMBLY PAGES INTO | update ASSEMBLY PAGES");
                    return 64;
            }
        }
        catch (HelpSourceException e)
        {
            Console.Error.WriteLine(e.Message);
            return 1;
        }
    }

    private static void Build(string assembly, string pages, string into)
    {
        using var commands = ModuleCommands.Load(assembly);
        var topics = commands.All.Where(command => File.Exists(PageOf(pages, command.Name))).Select(command => (CommandTopic.Read(PageOf(pages, command.Name)), command));
        Directory.CreateDirectory(into);
        using (var writer = XmlWriter.Create(Path.Combine(into, commands.All[0].HelpFile), new XmlWriterSettings { Indent = true, Encoding = new UTF8Encoding(false) }))
            Maml.Document(topics).Save(writer);
        foreach (var page in Directory.EnumerateFiles(pages, "about_*.md"))
            File.WriteAllText(Path.Combine(into, Path.GetFileNameWithoutExtension(page) + ".help.txt"), AboutTopic.Render(page));
    }

    private static void Update(string assembly, string pages)
    {
        using var commands = ModuleCommands.Load(assembly);
        foreach (var command in commands.All)
        {
            var page = PageOf(pages, command.Name);
            var text = File.Exists(page) ? File.ReadAllText(page) : PageUpdate.NewPage(command);
            File.WriteAllText(page, PageUpdate.Apply(text, command));
        }
    }

    private static string PageOf(string pages, string command) => Path.Combine(pages, command + ".md");
}
