namespace Gelf.Engine.Reporting;

/// <summary>A part of a relay or wire that runs by itself.</summary>
public enum NodePart
{
    /// <summary>What is due every 50 ms.</summary>
    Tick,
    /// <summary>What takes connections.</summary>
    Accepting,
    /// <summary>The web server: requests, TLS, connections that are no links.</summary>
    WebServer,
    /// <summary>The end: a step of it.</summary>
    Stopping,
}
