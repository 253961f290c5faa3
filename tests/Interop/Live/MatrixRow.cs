using System.Globalization;

namespace Holdfast.Tests.Interop.Live;

/// <summary>A row of the matrix: what strongSwan and the gateway have to agree on, and who begins.
/// </summary>
/// <param name="Name">Whose it is: carol's identity, and her connection.</param>
/// <param name="Auth">By what both prove who they are: psk, rsa or ecdsa.</param>
/// <param name="Ike">The one proposal of strongSwan for IKE.</param>
/// <param name="Esp">Its one proposal for ESP.</param>
/// <param name="AgreedIke">What it says that was agreed on, as <c>swanctl --list-sas</c> has it.
/// </param>
/// <param name="AgreedEsp">The same of the CHILD SA.</param>
internal sealed record MatrixRow(
    string Name, string Auth, string Ike, string Esp, string AgreedIke, string AgreedEsp)
{
    private const int FirstHost = 130;
    private const string Nobody = "192.168.0.129";

    public int Version { get; init; } = 2;

    public bool IsAggressive { get; init; }

    /// <summary>The group of forward secrecy in quick modes of ours; null: none.</summary>
    public string? Pfs { get; init; }

    /// <summary>Whether the gateway begins.</summary>
    public bool IsOurs { get; init; }

    /// <summary>Whether the gateway, where it begins, looks for it at another address first, at
    /// which nobody is.</summary>
    public bool IsElsewhereFirst { get; init; }

    /// <summary>Which one it is, from 0.</summary>
    public int At { get; init; }

    /// <summary>Where carol is.</summary>
    public string Address => string.Create(CultureInfo.InvariantCulture, $"192.168.0.{FirstHost + At}");

    /// <summary>What is behind her.</summary>
    public string Behind => string.Create(CultureInfo.InvariantCulture, $"10.2.{At + 1}.1");

    /// <summary>The peer in the configuration of a member.</summary>
    public string OfMember => $$"""
        {
          "name": "{{Name}}", "version": "v{{Version}}", "identity": "fqdn:{{Name}}.lab",
          "addresses": [{{(IsElsewhereFirst ? $"\"{Nobody}\", " : "")}}"{{Address}}"],
          "child_sas": [{ "name": "net", "remote": ["{{Behind}}/32"] }]
        }
        """;

    /// <summary>The same in the configuration of its shell.</summary>
    public string OfShell => $"\"{Name}\": {{ "
        + (Auth == "psk"
            ? "\"psk\": \"carol.psk\""
            : $"\"certificate\": \"mars-{Auth}.pem\", \"key\": \"mars-{Auth}.key\", "
                + $"\"authority\": \"ca-{Auth}.pem\"")
        + (IsOurs ? ", \"start\": true" : "")
        + (IsAggressive ? ", \"aggressive\": true" : "")
        + (Pfs is null ? "" : $", \"pfs\": \"{Pfs}\"")
        + " }";

    /// <summary>The connection of strongSwan.</summary>
    public string OfPeer => $$"""
        {{Name}} {
          version = {{Version}}
          aggressive = {{(IsAggressive ? "yes" : "no")}}
          local_addrs = {{Address}}
          remote_addrs = 192.168.0.5
          proposals = {{Ike}}
          local {
            auth = {{(Auth == "psk" ? "psk" : "pubkey")}}
            {{(Auth == "psk" ? "" : $"certs = carol-{Name}.pem")}}
            id = {{Name}}.lab
          }
          remote {
            auth = {{(Auth == "psk" ? "psk" : "pubkey")}}
            {{(Auth == "psk" ? "" : $"cacerts = ca-{Auth}.pem")}}
            id = mars.lab
          }
          children {
            {{Name}} {
              local_ts = {{Behind}}/32
              remote_ts = 10.1.0.0/16
              esp_proposals = {{Esp}}
            }
          }
        }
        """;

    /// <summary>Holds what strongSwan says of its SAs against what was to be agreed on.</summary>
    /// <param name="said">Its answer to <c>--list-sas --raw</c>.</param>
    public void AssertAgreed(string said)
    {
        var from = said.IndexOf($"{{{Name} {{uniqueid=", StringComparison.Ordinal);
        Assert.True(from >= 0, $"{Name} has no IKE SA: {said}");
        var rest = said[from..];
        var end = rest.IndexOf("\n", StringComparison.Ordinal);
        rest = end < 0 ? rest : rest[..end];
        var child = rest.IndexOf("child-sas {", StringComparison.Ordinal);
        Assert.True(child > 0, $"{Name} has no CHILD SA: {rest}");
        var ike = rest[..child];
        Assert.Contains($" version={Version} state=ESTABLISHED ", ike);
        Assert.Contains(AgreedIke, ike);
        Assert.Equal(!IsOurs, ike.Contains(" initiator=yes ", StringComparison.Ordinal));
        Assert.Contains(" state=INSTALLED ", rest[child..]);
        Assert.Contains(AgreedEsp, rest[child..]);
    }
}
