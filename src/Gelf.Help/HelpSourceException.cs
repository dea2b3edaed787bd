namespace Gelf.Help;

/// <summary>A page of docs/en-US is not what it has to be. The message names the file.</summary>
internal sealed class HelpSourceException(string message) : Exception(message);
