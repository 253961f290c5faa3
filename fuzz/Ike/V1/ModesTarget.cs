using Holdfast.Codec.Interpreter;
using Holdfast.Fuzz.Schemas;
using Holdfast.Protocol.Ike.V1;

namespace Holdfast.Fuzz.Ike.V1;

/// <summary>
/// Main, aggressive and quick mode as both sides hear them, RFC 2409 §5, and the transactions of a
/// login and of mode config, whose sender has the keys.
/// An input is which message it is; of those in the clear the message follows; of the others what
/// its header says (bits: another exchange, another message ID, the flags A and C), the first
/// payload, and what is sealed: of phase 2 behind a HASH that fits.
/// </summary>
internal sealed class ModesTarget : IFuzzTarget
{
    private const int Stages = 18;
    private const int SealedHeadLength = 3;
    private const int CipherAt = 28;
    private const int BlockLength = 16;
    private const int ReadAllocatesMax = 1 << 16;
    private const int ReadAllocatesOfOctet = 256;

    private readonly byte[] _message = new byte[4096];
    private readonly IModeScene?[] _scenes = new IModeScene?[Stages];

    /// <inheritdoc/>
    public string Name => "ikev1-modes";

    /// <inheritdoc/>
    public string Claim =>
        "whatever comes in place of a message of main, aggressive or quick mode or of a login is a "
        + "step of the machine or nothing; nobody is believed who has no key or no password; each "
        + "secret is of an SA";

    /// <inheritdoc/>
    public TargetRooms Rooms => TargetRooms.Members;

    /// <inheritdoc/>
    public int LengthMax => 1500;

    /// <inheritdoc/>
    public IReadOnlyList<byte[]> Dictionary { get; } =
    [
        .. Enumerable.Range(1, 21).Select(type => new[] { (byte)type }),
        [0x80, 1, 0, 1], [0x80, 4, 0, 1], [0x80, 11, 0, 1], [0, 12, 0, 4],
        [0x40, 0x89, 0, 0], [0x40, 0x8a, 0, 0], [0xc0, 0x8f, 0, 1], [0xc0, 0x88, 0, 1],
    ];

    /// <inheritdoc/>
    public IReadOnlyList<byte[]> Seeds
    {
        get
        {
            var seeds = new List<byte[]>();
            foreach (var stage in Enum.GetValues<ModeStage>())
            {
                using var scene = SceneOf(stage);
                var (first, text) = IsSealed(stage) ? scene.Open() : default;
                seeds.Add(IsSealed(stage)
                    ? [(byte)stage, 0, first, .. text]
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
        var scene = _scenes[(int)stage] ??= SceneOf(stage);
        var octets = IsSealed(stage) ? Seal(scene, stage, input[1..]) : input[1..];
        if (IsOfPhaseTwo(stage))
        {
            _message[CipherAt + BlockLength - 1] ^= 1;
            ClaimBrokenException.Unless(
                scene.Read(octets) is null, "nothing that is not authentic is heard");
            _message[CipherAt + BlockLength - 1] ^= 1;
        }

        // What was changed is made anew: each input meets the same scene.
        var isChanged = true;
        try
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            var heard = scene.Read(octets);
            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            ClaimBrokenException.Unless(
                allocated <= ReadAllocatesMax + (octets.Length * ReadAllocatesOfOctet),
                "what is read allocates in proportion to its octets", $"{allocated} octets");
            if (isChanged = heard is not null)
            {
                scene.Do(heard!);
                Reached.Value(heard);
                Reached.Digest();
            }
        }
        finally
        {
            if (isChanged)
            {
                scene.Dispose();
                _scenes[(int)stage] = null;
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
        var isRead = ReferenceReader.TryRead(
            isSealed ? IsakmpPlaintext.Schema : IsakmpHeader.Schema, input[at..],
            new(isSealed ? input[2] : (byte)0, new Dictionary<string, long>()), out var reading);
        return isRead ? InputShape.Of(at, reading.Node!) : InputShape.None;
    }

    private static ModeStage StageOf(byte octet) => (ModeStage)(octet % Stages);

    private static bool IsSealed(ModeStage stage) =>
        stage is ModeStage.MainProof or ModeStage.MainProved or >= ModeStage.AggressiveProof;

    private static bool IsOfPhaseTwo(ModeStage stage) => stage >= ModeStage.QuickAsk;

    private static IModeScene SceneOf(ModeStage stage) =>
        stage >= ModeStage.LoginAsk ? new LoginScene(stage)
        : IsOfPhaseTwo(stage) ? new QuickScene(stage)
        : new PhaseOneScene(stage);

    private ReadOnlySpan<byte> Seal(IModeScene scene, ModeStage stage, ReadOnlySpan<byte> input)
    {
        var text = input[(SealedHeadLength - 1)..];
        if (!IsOfPhaseTwo(stage))
        {
            var whole = new byte[(text.Length + BlockLength - 1) / BlockLength * BlockLength];
            text.CopyTo(whole);
            text = whole;
        }

        var id = (IsOfPhaseTwo(stage) ? 0x1234u : 0u) ^ ((input[0] & 2) == 0 ? 0u : 1u);
        var octets = scene.Seal(_message, new(id), input[1], text);
        octets[18] = (input[0] & 1) == 0 ? octets[18] : IsakmpExchangeType.Informational.Value;
        octets[19] |= (byte)((input[0] >> 1) & 6);
        return octets;
    }
}
