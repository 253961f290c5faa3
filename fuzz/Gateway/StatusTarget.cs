using System.Text;
using Holdfast.Fuzz.Json;
using Holdfast.Fuzz.Schemas;
using Holdfast.Gateway.Running;

namespace Holdfast.Fuzz.Gateway;

/// <summary>What a member answers who asks how it is, on the control socket.</summary>
internal sealed class StatusTarget : IFuzzTarget
{
    private const int AllocatesLeast = 1 << 14;
    private const int AllocatesOfOctet = 512;

    private readonly Lazy<IReadOnlyList<byte[]>> _words;
    private readonly HeapBound _heap;

    /// <summary>The target.</summary>
    public StatusTarget()
    {
        _words = new(() => Tokens.Of(Seeds));
        _heap = new(AllocatesLeast, AllocatesOfOctet, Ask);
    }

    /// <inheritdoc/>
    public string Name => "status-json";

    /// <inheritdoc/>
    public string Claim =>
        "a line is a status, or none; a status that is written is read again; reading allocates in "
        + "proportion to the octets";

    /// <inheritdoc/>
    public TargetRooms Rooms => TargetRooms.Members;

    /// <inheritdoc/>
    public int LengthMax => 1 << 13;

    /// <inheritdoc/>
    public IReadOnlyList<byte[]> Dictionary => _words.Value;

    /// <inheritdoc/>
    public IReadOnlyList<byte[]> Seeds { get; } =
    [
        Encoding.UTF8.GetBytes(new MemberStatus
        {
            Cluster = "mercury",
            Member = "alice",
            Role = "active",
            Standing = "current",
            Epoch = "4.2",
            IsOpen = true,
            Groups = [new("front", "Active", "192.168.0.5", 110, "eth0")],
            Others = [new("moon", true)],
            Drain = "serving",
            IkeSas = 2,
            ChildSas = 3,
            Traffic = new(1, 2, 3, 4, 5, 6, new Dictionary<string, ulong> { ["no SA"] = 7 }),
            GuardDrops = 0,
            Uptime = 12.5,
        }.ToJson()),
    ];

    /// <inheritdoc/>
    public void Run(ReadOnlySpan<byte> input) => _heap.Read(input);

    /// <inheritdoc/>
    public void Examine(ReadOnlySpan<byte> input) => Run(input);

    /// <inheritdoc/>
    public InputShape ShapeOf(ReadOnlySpan<byte> input) => Tokens.ShapeOf(input);

    private static void Ask(ReadOnlySpan<byte> input)
    {
        if (MemberStatus.Read(Encoding.UTF8.GetString(input)) is { } status)
        {
            var text = status.ToJson();
            ClaimBrokenException.Unless(
                !text.Contains('\n', StringComparison.Ordinal), "a status is one line");
            ClaimBrokenException.Unless(
                MemberStatus.Read(text)?.ToJson() == text, "what is written is read", text);
            Reached.Value(status);
            Reached.Digest();
        }
    }
}
