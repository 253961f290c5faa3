namespace Holdfast.Tests.Interop.Live;

/// <summary>The host outside as a gateway of its own, the only member of its cluster that is ever
/// started: it has 10.2.0.0/16 behind it, and begins.</summary>
internal static class PeerGateway
{
    /// <summary>Who opens connections.</summary>
    internal enum Opener
    {
        /// <summary>The members.</summary>
        Members,

        /// <summary>Their peer.</summary>
        Peer,

        /// <summary>Nobody: all goes in UDP, and both sides begin.</summary>
        Both,
    }

    private const string Identity = "\"identity\": \"fqdn:mars.lab\",";

    /// <summary>Makes it the members' peer; nobody is started yet.</summary>
    /// <param name="lab">The lab, with a peer.</param>
    /// <param name="ours">The key exchanges of the members, as JSON.</param>
    /// <param name="theirs">Its key exchanges, as JSON.</param>
    /// <param name="opener">Who opens connections to the other side, RFC 9329, and begins; null:
    /// all goes in UDP, and it begins.</param>
    public static void Write(Lab lab, string ours, string theirs, Opener? opener = null)
    {
        // The segment of the sync channel is as good as any other one for what is behind it.
        lab.Plug("carol", "sync", "10.2.0.100/24");
        lab.Replace(
            """
            {
              "name": "carol", "identity": "fqdn:carol.lab", "addresses": ["192.168.0.105"],
              "child_sas": [{ "name": "net", "remote": ["10.2.0.0/16"] }]
            }
            """,
            $$"""
            "carol": {
              "psk": "carol.psk",
              {{Begins(opener is Opener.Members or Opener.Both, opener == Opener.Members)}}
            }
            """);
        foreach (var name in (string[])["alice", "moon"])
        {
            var file = Path.Combine(lab.Folder, $"{name}.gateway.json");
            File.WriteAllText(file, File.ReadAllText(file).Replace(
                Identity, $"{Identity} \"key_exchanges\": {ours}, "
                    + $"\"tcp\": {Json(opener == Opener.Peer)},",
                StringComparison.Ordinal));
        }

        File.WriteAllText(Path.Combine(lab.Folder, "carol.json"), $$"""
            {
              "cluster": "venus", "self": 1,
              "replication": { "silent_after": "250ms" },
              "members": [
                { "number": 1, "name": "carol", "address": "127.0.0.1" },
                { "number": 2, "name": "nobody", "address": "127.0.0.2" }
              ],
              "hsrp": {
                "front": {{Group(11, "192.168.0.100", "192.168.0.105")}},
                "back": {{Group(12, "10.2.0.100", "10.2.0.105")}}
              },
              "peers": [
                {
                  "name": "mars", "identity": "fqdn:mars.lab", "addresses": ["192.168.0.5"],
                  "child_sas": [{ "name": "net", "remote": ["10.1.0.0/16"] }]
                }
              ]
            }
            """);
        File.WriteAllText(Path.Combine(lab.Folder, "carol.gateway.json"), $$"""
            {
              "member": "carol.json",
              "interfaces": { "front": "out", "back": "sync" },
              "sync": {
                "certificate": "carol.pem", "key": "carol.key", "authority": "lab.pem"
              },
              "store": "carol.epoch",
              "control": "carol.sock",
              "ipsec": {
                "identity": "fqdn:carol.lab", "protects": ["10.2.0.0/16"],
                "key_exchanges": {{theirs}}, "tcp": {{Json(opener == Opener.Members)}},
                "peers": {
                  "mars": {
                    "psk": "carol.psk", {{Begins(opener != Opener.Members, opener == Opener.Peer)}}
                  }
                }
              }
            }
            """);
    }

    private static string Begins(bool begins, bool isOverTcp) =>
        $"\"start\": {Json(begins)}, \"tcp\": {Json(begins && isOverTcp)}";

    private static string Json(bool isSo) => isSo ? "true" : "false";

    private static string Group(int number, string address, string shared) => $$"""
        {
          "version": "v2", "group": {{number}}, "address": "{{address}}",
          "virtual_address": "{{shared}}", "priority": 100,
          "hello_time": "500ms", "hold_time": "2000ms", "preempt_when_synced": true
        }
        """;
}
