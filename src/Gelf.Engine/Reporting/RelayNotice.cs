namespace Gelf.Engine.Reporting;

/// <summary>What happened to a relay, in words for a person; never one per frame.</summary>
/// <param name="IsWarning">Whether somebody should look at it.</param>
/// <param name="Message">What happened.</param>
public sealed record RelayNotice(bool IsWarning, string Message);
