using System.Collections.Frozen;
using System.IO.Compression;
using System.Reflection;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Gelf.Engine.Web;

/// <summary>The page: files that were built into this assembly. Their policy allows no content from elsewhere.</summary>
internal static class PageFiles
{
    private const string ResourcePrefix = "page/";
    private const int Part = 16 * 1024;

    // connect-src names no host, because the user tells the page which relays to join. Over http the page asks them why a link did
    // not open.
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; worker-src 'self'; img-src 'self'; connect-src 'self' ws: wss: http: https:; " +
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static readonly FrozenDictionary<string, PageFile> s_files = Load();

    private sealed record PageFile(string ContentType, Form Plain, Form Compressed);

    private sealed record Form(byte[] Content, EntityTagHeaderValue Tag);

    /// <summary>Serves a file if there is one at the request's path.</summary>
    internal static async Task HandleAsync(HttpContext context)
    {
        var path = context.Request.Path.Value is "/" or null ? "/index.html" : context.Request.Path.Value;
        if (!s_files.TryGetValue(path, out var file))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }
        if (!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method))
        {
            context.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
            return;
        }
        // Browsers accept brotli over https only, and most relays serve http.
        var compress = context.Request.GetTypedHeaders().AcceptEncoding.Any(e => e.Value.Equals("gzip", StringComparison.OrdinalIgnoreCase) && e.Quality is not 0);
        var form = compress ? file.Compressed : file.Plain;
        var headers = context.Response.GetTypedHeaders();
        headers.ETag = form.Tag;
        headers.CacheControl = new CacheControlHeaderValue { NoCache = true };
        context.Response.Headers.ContentSecurityPolicy = Policy;
        context.Response.Headers.Vary = HeaderNames.AcceptEncoding;
        context.Response.Headers.XContentTypeOptions = "nosniff";
        context.Response.Headers["Referrer-Policy"] = "no-referrer";
        if (context.Request.GetTypedHeaders().IfNoneMatch.Any(tag => tag.Compare(form.Tag, useStrongComparison: false)))
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }
        headers.ContentType = new MediaTypeHeaderValue(file.ContentType) { Charset = "utf-8" };
        if (compress)
            context.Response.Headers.ContentEncoding = "gzip";
        headers.ContentLength = form.Content.Length;
        if (HttpMethods.IsGet(context.Request.Method))
            await WriteAsync(context, form.Content).ConfigureAwait(false);
    }

    // In parts: a client that does not read holds no more memory than the pipe to its socket has.
    private static async Task WriteAsync(HttpContext context, ReadOnlyMemory<byte> content)
    {
        for (; !content.IsEmpty; content = content[Math.Min(Part, content.Length)..])
            await context.Response.Body.WriteAsync(content[..Math.Min(Part, content.Length)], context.RequestAborted).ConfigureAwait(false);
    }

    private static FrozenDictionary<string, PageFile> Load()
    {
        var assembly = Assembly.GetExecutingAssembly();
        return assembly.GetManifestResourceNames().Where(name => name.StartsWith(ResourcePrefix, StringComparison.Ordinal)).ToFrozenDictionary(
            name => "/" + name[ResourcePrefix.Length..],
            name =>
            {
                using var stream = assembly.GetManifestResourceStream(name)!;
                var content = new byte[stream.Length];
                stream.ReadExactly(content);
                return new PageFile(ContentType(name), ToForm(content), ToForm(Compress(content)));
            });
    }

    private static Form ToForm(byte[] content) => new(content, new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(content))[..16]}\""));

    private static byte[] Compress(byte[] content)
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.SmallestSize))
            gzip.Write(content);
        return compressed.ToArray();
    }

    private static string ContentType(string name) => Path.GetExtension(name) switch
    {
        ".html" => "text/html",
        ".js" => "text/javascript",
        ".css" => "text/css",
        ".txt" => "text/plain",
        ".svg" => "image/svg+xml",
        var other => throw new InvalidOperationException($"The page has a file of a type that is not known here: {other}."),
    };
}
