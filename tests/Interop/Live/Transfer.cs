using System.Diagnostics;

namespace Holdfast.Tests.Interop.Live;

/// <summary>A TCP connection over which a known text goes until somebody has seen enough: it
/// arrives whole, or the test fails.</summary>
internal sealed class Transfer
{
    private const int Block = 1 << 16;
    private const int BlocksOfEnd = 16;
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
        File.Delete(Path.Combine(lab.Folder, "enough"));
        var time = Stopwatch.StartNew();
        while (!Text("received.txt").StartsWith("ready", StringComparison.Ordinal))
        {
            Assert.True(time.Elapsed < Patience, "nobody listens");
            Thread.Sleep(20);
        }

        _client = lab.Start(from, "sent.txt", "/usr/bin/python3", "-c", $$"""
            import hashlib, os, random, socket, time
            r, h, last = random.Random(7), hashlib.sha256(), {{BlocksOfEnd}}
            c = socket.create_connection(("{{address}}", {{Port}}), 30, ("{{source}}", 0))
            while last > 0:
                last -= os.path.exists("enough")
                b = r.randbytes({{Block}})
                h.update(b)
                c.sendall(b)
                time.sleep(0.05)
            c.close()
            print(h.hexdigest(), flush=True)
            """);
    }

    /// <summary>A megabyte more, and it is over: what was sent has arrived.</summary>
    public void Ended() => Assert.True(
        IsWhole(), $"sent: {Text("sent.txt")}, received: {Text("received.txt")}");

    /// <summary>The same, and says whether it has.</summary>
    public bool IsWhole()
    {
        File.WriteAllText(Path.Combine(_lab.Folder, "enough"), "");
        var sent = _client.WaitForExit(Patience) && _server.WaitForExit(Patience)
            ? Text("sent.txt").Trim()
            : "";
        return sent.Length == 64
            && Text("received.txt").Trim().EndsWith(sent, StringComparison.Ordinal);
    }

    private string Text(string file)
    {
        var path = Path.Combine(_lab.Folder, file);
        return File.Exists(path) ? File.ReadAllText(path) : "";
    }
}
