using Holdfast.Protocol.Ike.V1;
using Holdfast.Simulation.Simulator.Watching;

namespace Holdfast.Tests.Examples.Simulation.Simulator.Ikev1;

/// <summary>How many messages each side has in an exchange, RFC 2409 §5, §5.5 and §5.7.</summary>
public sealed class MessagesOfExchanges
{
    [Theory]
    [InlineData(2, false, true, 1)]
    [InlineData(2, true, false, 2)]
    [InlineData(2, true, true, 3)]
    [InlineData(32, true, true, 2)]
    [InlineData(32, true, false, 1)]
    [InlineData(5, true, true, 1)]
    public void A_side_has_no_more_than_these(
        byte exchange, bool hasBothCookies, bool isOfMember, int most) =>
        Assert.Equal(
            most, ExchangesOnWire.MostOf(new(exchange), hasBothCookies, isOfMember));

    [Fact]
    public void They_are_Main_Mode_Quick_Mode_and_Informational() => Assert.Equal(
        [2, 32, 5],
        new[]
        {
            IsakmpExchangeType.IdentityProtection.Value, IsakmpExchangeType.QuickMode.Value,
            IsakmpExchangeType.Informational.Value,
        });
}
