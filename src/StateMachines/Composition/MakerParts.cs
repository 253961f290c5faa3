using Holdfast.Codec;
using Holdfast.StateMachines.Qcd;

namespace Holdfast.StateMachines.Composition;

/// <summary>Who gives tokens of RFC 6290, and the questions that wait for certainty.</summary>
/// <param name="Maker">Its machine.</param>
/// <param name="Barrier">
/// What the other members have to follow before the first questions are asked again; null: none
/// waits.
/// </param>
/// <param name="Asked">The questions that came before the barrier.</param>
/// <param name="Behind">Those that came behind it: they need another one.</param>
public sealed record MakerParts(
    TokenMaker.State Maker,
    LiveSpis.Barrier? Barrier,
    Items<TokenMaker.Question> Asked,
    Items<TokenMaker.Question> Behind)
{
    /// <summary>
    /// Questions that wait on either side of the barrier: anybody may ask, so no more are kept.
    /// </summary>
    public const int QuestionsMax = 16;

    /// <summary>Whether a question waits already: who repeats it is answered once.</summary>
    public bool Awaits(TokenMaker.Question question)
    {
        foreach (var waiting in Asked.Span)
        {
            if (waiting == question)
            {
                return true;
            }
        }

        foreach (var waiting in Behind.Span)
        {
            if (waiting == question)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Shifts every instant.</summary>
    public MakerParts Rebase(TimeSpan by) => this with
    {
        Maker = TokenMaker.Rebase(Maker, by),
        Barrier = Barrier is { } barrier ? barrier with { At = barrier.At + by } : null,
    };

    /// <summary>With the origin as now: the age of a barrier saturates where it proves nothing.
    /// </summary>
    public MakerParts Normalize(ClusterMemberConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        var oldest = Instant.Zero - config.Replication.Settings.SilentAfter;
        return this with
        {
            Maker = TokenMaker.Normalize(config.TokenMaker!, Maker),
            Barrier = Barrier is { } barrier
                ? barrier with { At = Instant.Latest(barrier.At, oldest) }
                : null,
        };
    }
}
