// Opens Swagger UI on our own document; nothing is sent to a validator elsewhere.
const place = document.getElementById("documentation");
SwaggerUIBundle({
  domNode: place,
  url: place.dataset.document,
  deepLinking: true,
  validatorUrl: null,
  docExpansion: "none",
  tagsSorter: "alpha",
});
