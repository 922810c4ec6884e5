/** The body of a new referral, as the page "Create a referral" shows it. */
export const NEW_DEAL = {
  name: "Lakeshore Foods - warehouse telemetry",
  externalReferenceId: "5f0c6d0a-8f4e-4b0e-9d55-2f3b7e1a9c01",
  qualification: "SalesQualified",
  type: "Independent",
  status: "New",
  substatus: "Pending",
  customerProfile: {
    name: "Lakeshore Foods & Beverage",
    address: {
      addressLine1: "12 Harbour Road",
      city: "Toronto",
      state: "ON",
      postalCode: "M5V 2T6",
      country: "CA",
    },
    size: "251to1000employees",
    team: [
      {
        firstName: "Ines",
        lastName: "Okafor",
        email: "ines.okafor@lakeshore.example",
        phoneNumber: "4165550101",
      },
    ],
  },
  consent: {
    consentToToShareInfoWithOthers: true,
    consentToContact: true,
    consentToShareReferralWithMicrosoftSellers: false,
  },
  details: {
    notes: "Pilot in two warehouses.",
    dealValue: 64000,
    currency: "CAD",
    closingDateTime: "2027-03-31T12:00:00Z",
    requirements: {
      solutions: [{ type: "Name", id: "SOL-10101-AAA", name: "Warehouse Telemetry" }],
      additionalRequirements: {
        iot: {},
        attributes: [{ type: "CustomerMarketplaceIntent", id: "HaveNotDecided" }],
      },
    },
  },
  team: [{ firstName: "Paul", lastName: "Renner", email: "paul.renner@adatum.example" }],
  target: [],
};
