using System.Text.Json.Nodes;
using OpenQA.Selenium;

namespace Gelf.Tests.EndToEnd.Segment.Engines;

/// <summary>Selenium's commands in Marionette's words, as geckodriver translates them; those that the tests use.</summary>
internal sealed class MarionetteExecutor(MarionetteConnection connection) : ICommandExecutor
{
    private static readonly Dictionary<string, string> s_commands = new()
    {
        [DriverCommand.NewSession] = "WebDriver:NewSession",
        [DriverCommand.Quit] = "WebDriver:DeleteSession",
        [DriverCommand.Get] = "WebDriver:Navigate",
        [DriverCommand.GoBack] = "WebDriver:Back",
        [DriverCommand.FindElement] = "WebDriver:FindElement",
        [DriverCommand.FindElements] = "WebDriver:FindElements",
        [DriverCommand.ClickElement] = "WebDriver:ElementClick",
        [DriverCommand.ClearElement] = "WebDriver:ElementClear",
        [DriverCommand.SendKeysToElement] = "WebDriver:ElementSendKeys",
        [DriverCommand.GetElementText] = "WebDriver:GetElementText",
        [DriverCommand.ExecuteScript] = "WebDriver:ExecuteScript",
        [DriverCommand.SetWindowRect] = "WebDriver:SetWindowRect",
        [DriverCommand.Screenshot] = "WebDriver:TakeScreenshot",
    };

    /// <summary>Runs a script in Firefox itself rather than in the page.</summary>
    internal void RunInFirefox(string script)
    {
        foreach (var (command, parameters) in new (string, JsonObject)[]
        {
            ("Marionette:SetContext", new() { ["value"] = "chrome" }),
            ("WebDriver:ExecuteScript", new() { ["script"] = script, ["args"] = new JsonArray() }),
            ("Marionette:SetContext", new() { ["value"] = "content" }),
        })
        {
            var (error, _) = connection.AskAsync(command, parameters).GetAwaiter().GetResult();
            Assert.Null(error);
        }
    }

    public Response Execute(Command commandToExecute) => ExecuteAsync(commandToExecute).GetAwaiter().GetResult();

    public async Task<Response> ExecuteAsync(Command commandToExecute)
    {
        if (!s_commands.TryGetValue(commandToExecute.Name, out var name))
            throw new NotSupportedException($"The tests' way to Firefox does not know {commandToExecute.Name} yet.");
        var (error, result) = await connection.AskAsync(name, ParametersOf(commandToExecute));
        if (error is not null)
            return Response.FromErrorJson(new JsonObject { ["value"] = error }.ToJsonString());
        // Marionette puts simple values into an object, and others not; WebDriver always does.
        var value = result is JsonObject { Count: 1 } holder && holder.TryGetPropertyValue("value", out var simple) ? simple?.DeepClone() : result;
        return Response.FromJson(new JsonObject { ["value"] = value }.ToJsonString());
    }

    public bool TryAddCommand(string commandName, CommandInfo? info) => false;

    public void Dispose() => connection.Dispose();

    private static JsonNode ParametersOf(Command command)
    {
        // As a user does who accepts a relay's own certificate.
        if (command.Name == DriverCommand.NewSession)
            return new JsonObject { ["acceptInsecureCerts"] = true };
        // Only what is in view, as other drivers do.
        if (command.Name == DriverCommand.Screenshot)
            return new JsonObject { ["full"] = false };
        return JsonNode.Parse(command.ParametersAsJsonString)!;
    }
}
