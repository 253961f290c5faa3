using System.Diagnostics;

namespace Holdfast.Tests.Interop.Live;

/// <summary>A TCP connection over which a known text goes, for some seconds: it arrives whole, or
/// the test fails.</summary>
internal sealed class Transfer
{
    private const int Octets = 8 << 20;
    private const int Port = 5001;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly Process _server;
    private readonly Process _client;
    private readonly Lab _lab;

    /// <param name="lab">The lab.</param>
    /// <param name="from">Who sends.</param>
    /// <param name="source">From which address.</param>
    /// <param name="to">Who receives.</param>
    /// <param name="address">At which address.</param>
    public Transfer(Lab lab, string from, string source, string to, string address)
    {
        _lab = lab;
        _server = lab.Start(to, "received.txt", "/usr/bin/python3", "-c", $$"""
            import hashlib, socket
            s = socket.create_server(("{{address}}", {{Port}}))
            print("ready", flush=True)
            c, h = s.accept()[0], hashlib.sha256()
            while (b := c.recv(65536)):
                h.update(b)
            print(h.hexdigest(), flush=True)
            """);
        var time = Stopwatch.StartNew();
        while (!Text("received.txt").StartsWith("ready", StringComparison.Ordinal))
        {
            Assert.True(time.Elapsed < Patience, "nobody listens");
            Thread.Sleep(20);
        }

        _client = lab.Start(from, "sent.txt", "/usr/bin/python3", "-c", $$"""
            import hashlib, random, socket, time
            r, h = random.Random(7), hashlib.sha256()
            c = socket.create_connection(("{{address}}", {{Port}}), 30, ("{{source}}", 0))
            for _ in range({{Octets}} >> 16):
                b = r.randbytes(65536)
                h.update(b)
                c.sendall(b)
                time.sleep(0.05)
            c.close()
            print(h.hexdigest(), flush=True)
            """);
    }

    /// <summary>Waits until it is over: what was sent has arrived.</summary>
    public void Ended()
    {
        Assert.True(_client.WaitForExit(Patience), "the sender does not end");
        Assert.True(_server.WaitForExit(Patience), "the receiver does not end");
        var sent = Text("sent.txt").Trim();
        Assert.Equal(64, sent.Length);
        Assert.EndsWith(sent, Text("received.txt").Trim());
    }

    private string Text(string file)
    {
        var path = Path.Combine(_lab.Folder, file);
        return File.Exists(path) ? File.ReadAllText(path) : "";
    }
}
