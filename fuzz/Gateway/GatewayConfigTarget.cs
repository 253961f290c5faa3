using Holdfast.Fuzz.Json;
using Holdfast.Fuzz.Schemas;
using Holdfast.Gateway;
using Holdfast.StateMachines.Composition;

namespace Holdfast.Fuzz.Gateway;

/// <summary>What a gateway is told, docs/gateway.md, held against a member's configuration.
/// </summary>
internal sealed class GatewayConfigTarget : IFuzzTarget
{
    private const int AllocatesLeast = 1 << 14;
    private const int AllocatesOfOctet = 512;

    private readonly Lazy<ClusterMemberConfig> _member = new(() =>
        ClusterMemberJson.TryRead(new ClusterConfigTarget().Seeds[0], out var member, out _)
            ? member
            : throw new InvalidOperationException("the sample is no configuration"));

    private readonly Lazy<IReadOnlyList<byte[]>> _words;
    private readonly HeapBound _heap;

    /// <summary>The target.</summary>
    public GatewayConfigTarget()
    {
        _words = new(() => Tokens.Of(Seeds));
        _heap = new(AllocatesLeast, AllocatesOfOctet, Ask);
    }

    /// <inheritdoc/>
    public string Name => "gateway-json";

    /// <inheritdoc/>
    public string Claim =>
        "a text is a configuration, or an error that says where; one that is read is held against "
        + "the member's, and its paths begin at a folder; reading allocates in "
        + "proportion to the octets";

    /// <inheritdoc/>
    public TargetRooms Rooms => TargetRooms.Members;

    /// <inheritdoc/>
    public int LengthMax => 1 << 14;

    /// <inheritdoc/>
    public IReadOnlyList<byte[]> Dictionary => _words.Value;

    /// <inheritdoc/>
    public IReadOnlyList<byte[]> Seeds { get; } =
    [
        """
        {
          "member": "alice.json",
          "interfaces": { "front": "eth0", "back": "eth1", "links": { "isp": "eth2" } },
          "sync": {
            "port": 4510, "certificate": "alice.pem", "key": "alice.key", "authority": "ca.pem"
          },
          "store": "epoch", "control": "control.sock", "hsrp_keys": { "7": "hsrp.key" },
          "metrics": { "listen": "127.0.0.1:9464" },
          "ipsec": {
            "identity": "fqdn:mars.example", "protects": ["10.1.0.0/16"], "mtu": 1400,
            "peers": {
              "carol": {
                "psk": "carol.psk", "pool": "10.2.0.0/24", "udp": true, "rekey_after": 600
              }
            }
          }
        }
        """u8.ToArray(),
    ];

    /// <inheritdoc/>
    public void Run(ReadOnlySpan<byte> input) => _heap.Read(input);

    /// <inheritdoc/>
    public void Examine(ReadOnlySpan<byte> input) => Run(input);

    /// <inheritdoc/>
    public InputShape ShapeOf(ReadOnlySpan<byte> input) => Tokens.ShapeOf(input);

    private void Ask(ReadOnlySpan<byte> input)
    {
        if (!GatewayConfig.TryRead(input, out var config, out var error))
        {
            ClaimBrokenException.Unless(
                config is null && error.Contains(": ", StringComparison.Ordinal),
                "an error says what", error);
            return;
        }

        ClaimBrokenException.Unless(error.Length == 0, "what is read has no error", error);
        var wrong = config.Check(_member.Value);
        ClaimBrokenException.Unless(wrong is null or { Length: > 0 }, "a misfit says what");
        var placed = config.From("/etc/holdfast");
        ClaimBrokenException.Unless(
            placed.Check(_member.Value) == wrong, "it fits or not wherever its files are");
        ClaimBrokenException.Unless(
            Path.IsPathRooted(placed.Member) && Path.IsPathRooted(placed.Store)
                && Path.IsPathRooted(placed.Control),
            "every path has a beginning");
        Reached.Value(config);
        Reached.Digest();
    }
}
