namespace Holdfast.Tests.Interop.Live;

/// <summary>A bulk transfer each way over one connection of TCP, as fast as it goes: both ends tell
/// the SHA-256 of what they sent and of what they got.</summary>
internal static class Bulk
{
    private const int Size = 2 << 20;
    private const int Port = 5002;
    private const int Parts = 2;

    /// <summary>Sends both ways between a host outside and the one inside: it arrives whole, or the
    /// test fails.</summary>
    /// <param name="lab">The lab.</param>
    /// <param name="source">The address that begins, which carol has.</param>
    public static void AssertWhole(Lab lab, string source) =>
        AssertWhole(lab, ("carol", source), ("dave", Lab.Inside));

    /// <summary>The same between any two.</summary>
    /// <param name="lab">The lab.</param>
    /// <param name="from">Who begins, and the address of it that does.</param>
    /// <param name="to">Whom it reaches, and at which address.</param>
    public static void AssertWhole(
        Lab lab, (string Name, string Address) from, (string Name, string Address) to)
    {
        var file = Path.Combine(lab.Folder, $"bulk-{Guid.NewGuid():N}.txt");
        var server = lab.Start(to.Name, file, "/usr/bin/python3", "-c", $$"""
            import socket
            {{Words}}
            s = socket.create_server(("{{to.Address}}", {{Port}}))
            s.settimeout(20)
            print("ready", flush=True)
            c = s.accept()[0]
            c.settimeout(20)
            got = hear(c)
            print(got, say(c), flush=True)
            """);
        for (var tries = 0; !Text().StartsWith("ready", StringComparison.Ordinal); tries++)
        {
            Assert.True(tries < 1_000 && !server.HasExited, $"nobody listens: {Text()}");
            Thread.Sleep(20);
        }

        var ofClient = lab.In(from.Name, "/usr/bin/python3", "-c", $$"""
            import socket
            {{Words}}
            c = socket.create_connection(
                ("{{to.Address}}", {{Port}}), 20, ("{{from.Address}}", 0))
            sent = say(c)
            print(sent, hear(c))
            """).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        Assert.True(server.WaitForExit(TimeSpan.FromSeconds(20)), $"{to.Name} goes on");
        var ofServer = Text()["ready".Length..]
            .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(Parts, ofClient.Length);
        Assert.Equal(ofClient, ofServer);
        Assert.NotEqual(ofClient[0], ofClient[1]);

        string Text() => File.Exists(file) ? File.ReadAllText(file) : "";
    }

    /// <summary>The host outside is answered five times within 20 s. Behind a takeover what was to
    /// come of a transfer is refused first, packet by packet (ADR 44), so it asks often.</summary>
    /// <param name="lab">The lab.</param>
    /// <param name="source">The address that asks, which carol has.</param>
    public static void AssertAnswered(Lab lab, string source) => lab.In(
        "carol", "ping", "-q", "-c", "5", "-i", "0.01", "-w", "20", "-I", source, Lab.Inside);

    /// <summary>What both ends do: say octets that nobody has seen before, and hear as many.
    /// </summary>
    private static string Words => $$"""
        import hashlib, os
        def say(c):
            b = os.urandom({{Size}})
            c.sendall(b)
            return hashlib.sha256(b).hexdigest()
        def hear(c):
            h, left = hashlib.sha256(), {{Size}}
            while left > 0 and (b := c.recv(min(left, 65536))):
                h.update(b)
                left -= len(b)
            return h.hexdigest()
        """;
}
