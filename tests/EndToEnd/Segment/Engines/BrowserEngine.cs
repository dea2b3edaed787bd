namespace Gelf.Tests.EndToEnd.Segment.Engines;

/// <summary>What a browser is made of. Nearly all browsers that people have are made of one of these.</summary>
public enum BrowserEngine
{
    Chromium,
    Firefox,
    WebKit,
}
