using Holdfast.Protocol;
using Holdfast.Protocol.AntiReplay;
using Holdfast.Testing.Conformance;
using Holdfast.Testing.Conformance.ReplayWindows;
using Window = Holdfast.Protocol.AntiReplay.ReplayWindow;

namespace Holdfast.Tests.Properties.Testing.Conformance.ReplayWindows;

/// <summary>The suite of replay windows: what it passes, and what it catches.</summary>
public sealed class ReplaySuite
{
    [Fact]
    public void A_right_window_of_somebody_else_passes() => Biting.Passes(
        ReplayConformance.Of(settings => ForeignWindow.Make(settings, WindowMistake.None)));

    [Fact]
    public void Our_window_passes() => Biting.Passes(ReplayConformance.Of(Ours));

    [Theory]
    [InlineData(
        WindowMistake.MovesBeforeTheCheck, "A_forged_packet_does_not_move_the_window")]
    [InlineData(
        WindowMistake.MarksBeforeTheCheck, "A_forged_packet_does_not_take_a_number_away")]
    [InlineData(WindowMistake.TakesForgedOnes, "A_forged_packet_is_never_accepted")]
    [InlineData(WindowMistake.KeepsNoBitmap, "No_packet_is_accepted_twice")]
    [InlineData(WindowMistake.TakesNumberZero, "Number_0_is_never_accepted")]
    [InlineData(WindowMistake.TakesWhatIsOld, "A_packet_left_of_the_window_is_refused")]
    [InlineData(WindowMistake.KeepsHighBits, "The_high_order_bits_are_inferred")]
    [InlineData(WindowMistake.NeverGoesBack, "The_high_order_bits_are_inferred")]
    [InlineData(WindowMistake.OffByOneAcrossTheEdge, "The_high_order_bits_are_inferred")]
    [InlineData(WindowMistake.DropsZeroLowBits, "The_high_order_bits_are_inferred")]
    [InlineData(WindowMistake.HighHalfIsABit, "The_high_order_bits_are_inferred")]
    [InlineData(
        WindowMistake.IsOneTooSmall, "A_new_packet_is_accepted",
        "The_high_order_bits_are_inferred")]
    [InlineData(WindowMistake.TheLargeOneIsSmaller, "A_new_packet_is_accepted")]
    public void A_mistake_is_caught_by_the_property_that_should(
        WindowMistake mistake, string property, string? general = null) => Biting.Catches(
            ReplayConformance.Of(settings => ForeignWindow.Make(settings, mistake)), property,
            general);

    private static Subject<ReplayTold, ReplaySaid> Ours(ReplaySettings settings)
    {
        var window = new Window(settings.Size, settings.IsExtended, settings.Floor);
        return ForeignWindow.Answering(packet =>
            window.Check(new SequenceNumber(packet.Sequence), out var number) == ReplayVerdict.New
            && packet.Check.Holds(number) && window.Accept(number) == ReplayVerdict.New);
    }
}
