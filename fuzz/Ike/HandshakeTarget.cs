using Holdfast.Codec.Interpreter;
using Holdfast.Fuzz.Schemas;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;

namespace Holdfast.Fuzz.Ike;

/// <summary>
/// IKE_SA_INIT, IKE_INTERMEDIATE and IKE_AUTH as both sides hear them, RFC 7296 §1.2 and RFC 9242,
/// whose sender has the keys. An input is which message it is; of IKE_SA_INIT the message follows;
/// of the others what its header says (bits: another exchange, another ID, flags), the first
/// payload, and what is sealed.
/// </summary>
internal sealed class HandshakeTarget : IFuzzTarget
{
    private const int Stages = 6;
    private const int SealedHeadLength = 3;
    private const int ReadAllocatesMax = 1 << 16;
    private const int ReadAllocatesOfOctet = 256;

    private readonly byte[] _message = new byte[4096];
    private readonly HandshakeScene?[] _scenes = new HandshakeScene?[Stages];
    private readonly PacketCipher?[] _sealers = new PacketCipher?[Stages];

    /// <inheritdoc/>
    public string Name => "ike-handshake";

    /// <inheritdoc/>
    public string Claim =>
        "whatever comes in place of a message of a handshake is a step of the machine or nothing; "
        + "nobody is believed who has no key; what is read allocates in proportion to its octets";

    /// <inheritdoc/>
    public TargetRooms Rooms => TargetRooms.Members;

    /// <inheritdoc/>
    public int LengthMax => 1500;

    /// <inheritdoc/>
    public IReadOnlyList<byte[]> Dictionary { get; } =
        [.. Enumerable.Range(33, 22).Select(type => new[] { (byte)type })];

    /// <inheritdoc/>
    public IReadOnlyList<byte[]> Seeds
    {
        get
        {
            var seeds = new List<byte[]>();
            foreach (var stage in Enum.GetValues<HandshakeStage>())
            {
                using var scene = new HandshakeScene(stage);
                seeds.Add(IsSealed(stage)
                    ? Sealed(stage, scene.Open())
                    : [(byte)stage, .. scene.Next]);
            }

            return seeds;
        }
    }

    /// <inheritdoc/>
    public void Run(ReadOnlySpan<byte> input)
    {
        if (input.Length < SealedHeadLength)
        {
            return;
        }

        var stage = StageOf(input[0]);
        var scene = _scenes[(int)stage] ??= new(stage);
        var octets = IsSealed(stage) ? Seal(scene, input[1..]) : input[1..];
        if (IsSealed(stage))
        {
            _message[octets.Length - 1] ^= 1;
            ClaimBrokenException.Unless(
                !scene.IsHeard(octets), "nothing that is not authentic is heard");
            _message[octets.Length - 1] ^= 1;
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        scene.IsHeard(octets);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        ClaimBrokenException.Unless(
            allocated <= ReadAllocatesMax + (octets.Length * ReadAllocatesOfOctet),
            "what is read allocates in proportion to its octets", $"{allocated} octets");

        // What was changed is made anew: each input meets the same scene.
        var isChanged = true;
        try
        {
            isChanged = scene.Hear(octets);
            Reached.Value(isChanged ? scene.Heard : null);
            Reached.Value(isChanged ? scene.State : null);
            Reached.Digest();
        }
        finally
        {
            if (isChanged)
            {
                scene.Dispose();
                _scenes[(int)stage] = null;
                _sealers[(int)stage]?.Dispose();
                _sealers[(int)stage] = null;
            }
        }
    }

    /// <inheritdoc/>
    public void Examine(ReadOnlySpan<byte> input) => Run(input);

    /// <inheritdoc/>
    public InputShape ShapeOf(ReadOnlySpan<byte> input)
    {
        if (input.Length < SealedHeadLength)
        {
            return InputShape.None;
        }

        var isSealed = IsSealed(StageOf(input[0]));
        var at = isSealed ? SealedHeadLength : 1;
        var isRead = isSealed
            ? ReferenceReader.TryRead(
                SkPlaintext.Schema, input[at..],
                new(input[2], new Dictionary<string, long>()), out var reading)
            : ReferenceReader.TryRead(
                IkeHeader.Schema, input[at..], new(0, new Dictionary<string, long>()),
                out reading);
        return isRead ? InputShape.Of(at, reading.Node!) : InputShape.None;
    }

    // The first four are chosen as they were before there were more.
    private static HandshakeStage StageOf(byte octet) =>
        (HandshakeStage)((octet & 4) == 0 ? octet & 3 : 4 + (octet & 1));

    private static bool IsSealed(HandshakeStage stage) => stage >= HandshakeStage.Auth;

    private static byte[] Sealed(HandshakeStage stage, InnerText text) =>
        [(byte)stage, 0, text.First.Value, .. SealedText.Padded(text.Octets.Span, 4)];

    private ReadOnlySpan<byte> Seal(HandshakeScene scene, ReadOnlySpan<byte> input)
    {
        var sealer = _sealers[(int)scene.Stage] ??= scene.CreateSealer();
        var text = input[(SealedHeadLength - 1)..];
        text = text[..(text.Length / sealer.Encryption.BlockLength
            * sealer.Encryption.BlockLength)];
        var flags = HandshakeScene.IsOfCarol(scene.Stage) ? 0x08 : 0x20;
        var exchange = scene.Stage >= HandshakeStage.Exchange
            ? ExchangeType.IkeIntermediate
            : ExchangeType.IkeAuth;
        return SealedText.Seal(
            _message, sealer,
            new(
                scene.Spis.Initiator, scene.Spis.Responder,
                (input[0] & 1) == 0 ? exchange : ExchangeType.Informational,
                new((byte)(flags ^ (input[0] & 0x38))), (input[0] & 2) == 0 ? 1u : 2u),
            input[1], text);
    }
}
